using System.Text;
using ResidentInsurance.Contracts;
using ResidentInsurance.Testing;

namespace ResidentInsurance.QuotaTracking.Tests;

public sealed class VillageTests
{
    private static readonly DateTimeOffset Then = new(2023, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Then.AddMinutes(7);
    private static readonly Village Unassigned = Village.Unassigned("village-fengyan-2024-500119.fengyan.01");
    private static readonly Scenario<Village> Scenario = new(Unassigned, Village.Evolve);

    private static readonly VillageTask Task = new(
        CampaignId.Parse("fengyan-2024"), VillageCode.Parse("500119.fengyan.01"), "峰岩乡", "三教村", 1589, 1363, 1);

    private static readonly EnrollmentsMoved Moved = new(
        Task.Campaign, Task.Village, Then, [new(new(2023, 10, 31), -1, 0), new(new(2023, 11, 2), 3, 2)], ServiceNames.Enrollment, 17, 41);

    public static TheoryData<string, object> Events => new()
    {
        { "village_task_assigned", new VillageTaskAssigned(Task, new(3, 2), Then) },
        { "village_removed", new VillageRemoved(Task, Then) },
        { "enrollments_moved", Moved },
    };

    [Fact]
    public void The_annex_assigns_a_task() => Scenario.Given()
        .When(state => Village.Assign(state, Task, TaskOrigin.Annex(1), Then))
        .Then(new VillageTaskAssigned(Task, TaskOrigin.Annex(1), Then));

    [Fact]
    public void A_stream_may_begin_with_persons_who_are_counted_before_the_village_has_a_task() => Scenario.Given(Moved)
        .When(state => Village.Assign(state, Task, TaskOrigin.Annex(1), Later))
        .Then(new VillageTaskAssigned(Task, TaskOrigin.Annex(1), Later));

    [Fact]
    public void A_table_replaces_the_task_and_leaves_the_place_and_a_population_that_it_does_not_state() => Scenario
        .Given(new VillageTaskAssigned(Task, TaskOrigin.Annex(1), Then), Moved)
        .When(state => Village.Assign(state, Task with { Task = 1400, Population = null, Position = 7 }, new(4, 2), Later))
        .Then(new VillageTaskAssigned(Task with { Task = 1400 }, new(4, 2), Later));

    [Fact]
    public void A_table_that_says_what_is_known_changes_nothing() => Scenario
        .Given(new VillageTaskAssigned(Task, TaskOrigin.Annex(1), Then))
        .When(state => Village.Assign(state, Task, new(4, 2), Later))
        .ThenNothing();

    [Fact]
    public void The_annex_does_not_replace_a_table_nor_an_earlier_table_a_later_one()
    {
        var given = Scenario.Given(new VillageTaskAssigned(Task with { Task = 1400 }, new(4, 2), Then));

        given.When(state => Village.Assign(state, Task, TaskOrigin.Annex(9), Later)).ThenNothing();
        given.When(state => Village.Assign(state, Task, new(3, 8), Later)).ThenNothing();
        given.When(state => Village.Assign(state, Task, new(4, 3), Later)).Then(new VillageTaskAssigned(Task, new(4, 3), Later));
    }

    [Fact]
    public void A_corrected_pack_replaces_what_the_former_said() => Scenario
        .Given(new VillageTaskAssigned(Task, TaskOrigin.Annex(1), Then))
        .When(state => Village.Assign(state, Task with { Task = 1364 }, TaskOrigin.Annex(2), Later))
        .Then(new VillageTaskAssigned(Task with { Task = 1364 }, TaskOrigin.Annex(2), Later));

    [Fact]
    public void A_village_is_removed_once_and_comes_back_only_with_something_newer()
    {
        var assigned = new VillageTaskAssigned(Task, new(4, 2), Then);
        var removed = new VillageRemoved(Task, Later);

        Scenario.Given(assigned).When(state => Village.Remove(state, Later)).Then(removed);
        Scenario.Given(Moved).When(state => Village.Remove(state, Later)).ThenNothing();
        Scenario.Given(assigned, removed).When(state => Village.Assign(state, Task, new(4, 2), Later)).ThenNothing();
        Scenario.Given(assigned, removed).When(state => Village.Assign(state, Task, new(5, 1), Later))
            .Then(new VillageTaskAssigned(Task, new(5, 1), Later));
    }

    [Fact]
    public void A_village_that_a_table_brought_stands_behind_the_annex_whichever_came_first()
    {
        var added = Task with { Village = Village.CodeOf(CountyCode.Parse("500119"), "峰岩乡", "新村") };

        Assert.Equal(0, Village.Evolve(Unassigned, new VillageTaskAssigned(Task, new(4, 2), Then)).FirstDelivery);
        Assert.Equal(4, Village.Evolve(Unassigned, new VillageTaskAssigned(added, new(4, 2), Then)).FirstDelivery);
    }

    [Fact]
    public void A_new_village_has_one_code_in_whichever_file_it_comes()
    {
        var code = Village.CodeOf(CountyCode.Parse("500119"), "峰岩乡", "新村");

        Assert.Matches(@"^500119\.x\.[0-9a-f]{8}$", code.Value);
        Assert.Equal(code, Village.CodeOf(CountyCode.Parse("500119"), "峰岩乡", "新村"));
        Assert.NotEqual(code, Village.CodeOf(CountyCode.Parse("500119"), "南川", "新村"));
    }

    [Fact]
    public void Every_event_is_folded_and_an_unknown_one_is_not()
    {
        var given = Village.Evolve(Unassigned, new VillageTaskAssigned(Task, new(3, 2), Then));

        Assert.All(Events, row => Assert.NotNull(Village.Evolve(given, row.Data.Item2)));
        Assert.Equal(Events.Select(row => row.Data.Item1).Order(), QuotaEvents.Types.Aliases.Order());
        Assert.Throws<ArgumentException>(() => Village.Evolve(Unassigned, "a text"));
    }

    [Fact]
    public void What_decisions_need_is_all_but_the_moves() =>
        Assert.Equal(QuotaEvents.Types.Aliases.Except(["enrollments_moved"]).Order(), Village.Decisive.Order());

    // Golden files are never changed or deleted: databases hold events in their form.
    [Theory]
    [MemberData(nameof(Events))]
    public async System.Threading.Tasks.Task An_event_is_written_as_it_always_was_and_read_back(string alias, object happened)
    {
        var golden = (await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Golden", $"{alias}.json"), TestContext.Current.CancellationToken)).TrimEnd();

        Assert.Equal(golden, Encoding.UTF8.GetString(QuotaEvents.Types.Serialize(happened)));
        Assert.Equal(golden, Encoding.UTF8.GetString(
            QuotaEvents.Types.Serialize(QuotaEvents.Types.Deserialize(alias, Encoding.UTF8.GetBytes(golden)))));
    }
}

using System.Text;
using ResidentInsurance.Contracts;
using ResidentInsurance.Testing;

namespace ResidentInsurance.QuotaTracking.Tests;

public sealed class VillageTaskTests
{
    private static readonly Scenario<VillageTasks.State?> Scenario = new(null, VillageTasks.Evolve);

    private static readonly VillageTask Village = new(
        CampaignId.Parse("fengyan-2024"), VillageCode.Parse("500119.fengyan.01"), "峰岩乡", "三教村", 1589, 1363, 1);

    [Fact]
    public void The_annex_assigns_a_task() => Scenario.Given()
        .When(state => VillageTasks.Assign(state, Village, TaskOrigin.Annex(1)))
        .Then(new VillageTaskAssigned(Village, TaskOrigin.Annex(1)));

    [Fact]
    public void A_table_replaces_the_task_and_leaves_the_place_and_a_population_that_it_does_not_state() => Scenario
        .Given(new VillageTaskAssigned(Village, TaskOrigin.Annex(1)))
        .When(state => VillageTasks.Assign(state, Village with { Task = 1400, Population = null, Position = 7 }, new(4, 2)))
        .Then(new VillageTaskAssigned(Village with { Task = 1400 }, new(4, 2)));

    [Fact]
    public void A_table_that_says_what_is_known_changes_nothing() => Scenario
        .Given(new VillageTaskAssigned(Village, TaskOrigin.Annex(1)))
        .When(state => VillageTasks.Assign(state, Village, new(4, 2)))
        .ThenNothing();

    [Fact]
    public void The_annex_does_not_replace_a_table_nor_an_earlier_table_a_later_one()
    {
        var given = Scenario.Given(new VillageTaskAssigned(Village with { Task = 1400 }, new(4, 2)));

        given.When(state => VillageTasks.Assign(state, Village, TaskOrigin.Annex(9))).ThenNothing();
        given.When(state => VillageTasks.Assign(state, Village, new(3, 8))).ThenNothing();
        given.When(state => VillageTasks.Assign(state, Village, new(4, 3)))
            .Then(new VillageTaskAssigned(Village, new(4, 3)));
    }

    [Fact]
    public void A_corrected_pack_replaces_what_the_former_said() => Scenario
        .Given(new VillageTaskAssigned(Village, TaskOrigin.Annex(1)))
        .When(state => VillageTasks.Assign(state, Village with { Task = 1364 }, TaskOrigin.Annex(2)))
        .Then(new VillageTaskAssigned(Village with { Task = 1364 }, TaskOrigin.Annex(2)));

    [Fact]
    public void A_village_that_a_table_brought_stands_behind_the_annex_whichever_came_first()
    {
        var added = Village with { Village = VillageTasks.CodeOf(CountyCode.Parse("500119"), "峰岩乡", "新村") };

        Assert.Equal(0, VillageTasks.Evolve(null, new VillageTaskAssigned(Village, new(4, 2)))!.FirstDelivery);
        Assert.Equal(4, VillageTasks.Evolve(null, new VillageTaskAssigned(added, new(4, 2)))!.FirstDelivery);
    }

    [Fact]
    public void A_new_village_has_one_code_in_whichever_file_it_comes()
    {
        var code = VillageTasks.CodeOf(CountyCode.Parse("500119"), "峰岩乡", "新村");

        Assert.Matches(@"^500119\.x\.[0-9a-f]{8}$", code.Value);
        Assert.Equal(code, VillageTasks.CodeOf(CountyCode.Parse("500119"), "峰岩乡", "新村"));
        Assert.NotEqual(code, VillageTasks.CodeOf(CountyCode.Parse("500119"), "南川", "新村"));
    }

    [Fact]
    public void An_unknown_event_is_not_folded() =>
        Assert.Throws<InvalidOperationException>(() => VillageTasks.Evolve(null, "a text"));

    // Golden files are never changed or deleted: databases hold events in their form.
    [Fact]
    public async Task An_event_is_written_as_it_always_was_and_read_back()
    {
        var happened = new VillageTaskAssigned(Village, new(3, 2));
        var golden = (await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Golden", "village_task_assigned.json"), TestContext.Current.CancellationToken)).TrimEnd();

        Assert.Equal(golden, Encoding.UTF8.GetString(QuotaEvents.Types.Serialize(happened)));
        Assert.Equal(happened, QuotaEvents.Types.Deserialize("village_task_assigned", Encoding.UTF8.GetBytes(golden)));
        Assert.Equal(["village_task_assigned"], QuotaEvents.Types.Aliases);
    }
}

using JasperFx.Events;
using System.Text;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Testing;

namespace ResidentInsurance.SubsidyEligibility.Tests;

public sealed class CertificationTests
{
    private static readonly Certification Unmade = Certification.Unmade("identity-record-1");
    private static readonly ResidentKey Resident = ResidentKey.Parse("0123456789abcdef0123456789abcdef");
    private static readonly DateOnly From = new(2023, 12, 13);
    private static readonly Scenario<Certification> Scenario = new(Unmade, Certification.Evolve);

    public static TheoryData<string, object> Stored => new()
    {
        { "identity_certified", Certified(null, 3, 2) },
        { "identity_end_changed", Changed(new(2024, 4, 3), 4, 17) },
        { "identity_ended", Ended(new(2024, 6, 1), 5) },
        { "identity_confirmed", new IdentityConfirmed(new(6, 12)) },
    };

    [Fact]
    public void The_first_row_certifies() => Scenario.Given()
        .When(state => Certification.Certify(state, Row(null), new(1, 2)))
        .Then(Certified(null, 1, 2));

    [Fact]
    public void A_row_that_says_what_is_known_confirms_it() => Scenario.Given(Certified(null, 1, 2))
        .When(state => Certification.Certify(state, Row(null), new(2, 9)))
        .Then(new IdentityConfirmed(new(2, 9)));

    [Fact]
    public void A_row_that_comes_again_changes_nothing() =>
        Scenario.Given(Certified(null, 1, 2), new IdentityConfirmed(new(2, 9)))
            .When(state => Certification.Certify(state, Row(null), new(2, 9)))
            .ThenNothing();

    [Fact]
    public void A_row_that_comes_late_does_not_overrule_what_was_confirmed_since() =>
        Scenario.Given(Certified(null, 1, 2), new IdentityConfirmed(new(3, 2)))
            .When(state => Certification.Certify(state, Row(new(2024, 4, 3)), new(2, 8)))
            .ThenNothing();

    [Fact]
    public void A_later_delivered_end_replaces_the_former() => Scenario.Given(Certified(new(2024, 12, 31), 1, 2))
        .When(state => Certification.Certify(state, Row(new(2024, 4, 3)), new(2, 2)))
        .Then(Changed(new(2024, 4, 3), 2, 2));

    [Fact]
    public void A_later_row_without_an_end_opens_it_again() => Scenario.Given(Certified(new(2024, 4, 3), 1, 2))
        .When(state => Certification.Certify(state, Row(null), new(1, 3)))
        .Then(Changed(null, 1, 3));

    [Fact]
    public void An_earlier_delivered_end_that_comes_late_is_passed_over() => Scenario.Given(Certified(null, 1, 2), Changed(null, 3, 2))
        .When(state => Certification.Certify(state, Row(new(2024, 4, 3)), new(2, 8)))
        .ThenNothing();

    [Fact]
    public void A_whole_list_without_the_person_ends_it_on_its_day() => Scenario.Given(Certified(null, 3, 2))
        .When(state => Certification.End(state, new(2024, 6, 1), new(5, int.MaxValue)))
        .Then(Ended(new(2024, 6, 1), 5));

    [Fact]
    public void What_ended_before_the_day_or_begins_after_it_stays_as_it_is()
    {
        Scenario.Given(Certified(new(2024, 6, 1), 3, 2))
            .When(state => Certification.End(state, new(2024, 6, 1), new(5, int.MaxValue))).ThenNothing();
        Scenario.Given(Certified(null, 3, 2))
            .When(state => Certification.End(state, From.AddDays(-1), new(5, int.MaxValue))).ThenNothing();
    }

    [Fact]
    public void What_was_certified_or_confirmed_after_the_list_came_stays()
    {
        Scenario.Given(Certified(new(2024, 1, 1), 3, 2), Changed(null, 6, 2))
            .When(state => Certification.End(state, new(2024, 6, 1), new(5, int.MaxValue))).ThenNothing();
        Scenario.Given(Certified(null, 3, 2), new IdentityConfirmed(new(6, 2)))
            .When(state => Certification.End(state, new(2024, 6, 1), new(5, int.MaxValue))).ThenNothing();
    }

    [Fact]
    public void Person_category_department_and_day_name_a_stream()
    {
        var row = Row(null);
        Assert.Equal(Certification.Stream(row), Certification.Stream(row with { To = new(2024, 4, 3) }));
        string[] others =
        [
            Certification.Stream(row with { Category = "orphan" }), Certification.Stream(row with { Department = "残联" }),
            Certification.Stream(row with { From = From.AddDays(1) }), Certification.Stream(row),
        ];
        Assert.Equal(4, others.Distinct().Count());
        Assert.All(others, id => Assert.Matches("^identity-record-[0-9a-f]{32}$", id));
    }

    [Fact]
    public void An_unknown_event_is_not_folded() =>
        Assert.Throws<ArgumentException>(() => Certification.Evolve(Unmade, "a text"));

    // Golden files are never changed or deleted: databases hold events in their form.
    [Theory]
    [MemberData(nameof(Stored))]
    public async Task An_event_is_written_as_it_always_was_read_back_and_folded(string alias, object happened)
    {
        var golden = (await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Golden", alias + ".json"), TestContext.Current.CancellationToken)).TrimEnd();

        Assert.Equal(golden, Encoding.UTF8.GetString(IdentityEvents.Types.Serialize(happened)));
        Assert.Equal(happened, IdentityEvents.Types.Deserialize(alias, Encoding.UTF8.GetBytes(golden)));
        Assert.Equal(alias, IdentityEvents.Types.AliasOf(happened));
        Assert.NotEqual(Unmade, Certification.Evolve(Unmade, happened));
    }

    [Fact]
    public void No_event_was_forgotten() =>
        Assert.Equal(Stored.Select(row => row.Data.Item1).Order(), IdentityEvents.Types.Aliases.Order());

    [Fact]
    public void The_public_message_is_the_whole_certification()
    {
        var stored = new Event<object>(Changed(new(2024, 4, 3), 4, 17))
        {
            Id = Guid.NewGuid(), StreamKey = "identity-record-1", Version = 2,
        };

        var item = IdentityMessages.Publish(stored)!;

        Assert.Equal((stored.Id, "identity-record-1", 2L, nameof(IdentityChanged)), (item.EventId, item.Stream, item.Version, item.Name));
        Assert.Equal(
            """{"resident":"0123456789abcdef0123456789abcdef","category":"severe-disability","department":"民政局","from":"2023-12-13","to":"2024-04-03"}""",
            item.Body.GetRawText());
    }

    private static IdentityRecord Row(DateOnly? to) => new(Resident, "severe-disability", "民政局", From, to);

    private static IdentityCertified Certified(DateOnly? to, long delivery, int line) =>
        new(Resident, "severe-disability", "民政局", From, to, new(delivery, line));

    private static IdentityEndChanged Changed(DateOnly? to, long delivery, int line) =>
        new(Resident, "severe-disability", "民政局", From, to, new(delivery, line));

    private static IdentityEnded Ended(DateOnly to, long delivery) =>
        new(Resident, "severe-disability", "民政局", From, to, new(delivery, int.MaxValue));
}

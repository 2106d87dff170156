using System.Net.Http.Headers;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Persons;
using ResidentInsurance.Files;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>LZ4: a newborn whose guardian has paid for the birth year, over a real database.</summary>
public sealed class DependantTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private static readonly PackLibrary Packs = PackLibrary.Load(Path.Combine(AppContext.BaseDirectory, "packs"));
    private static readonly CompiledPack Pack = Packs.Find(CampaignId.Parse("lizi-2025"))!;
    private static readonly DateOnly Birth = new(2025, 5, 5);
    private static readonly EventHeaders Headers = new("李经办", "test");

    private readonly ResidentFacts facts = new(Packs);
    private EnrollmentService? service;
    private int persons;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private CountyDatabase Database => service!.Database;

    public async ValueTask InitializeAsync()
    {
        service = await EnrollmentService.StartAsync(postgres, Packs, Pack, app => app.MapDependants());
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
        {
            await service.DisposeAsync();
        }
    }

    [Fact]
    public async Task In_whatever_order_the_facts_arrive_the_newborn_is_covered_from_birth_in_the_guardians_tier()
    {
        var orders = new[] { (0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0) };
        foreach (var (first, second, third) in orders)
        {
            var (child, guardian) = (NextPerson(), NextPerson());
            (ResidentKey, object)[] three =
            [
                (child, Registered(Birth, guardian)), (guardian, Registered(new DateOnly(1990, 1, 1))), (guardian, Paid("A1", 775, Tier.High)),
            ];
            foreach (var step in new[] { first, second, third })
            {
                Assert.DoesNotContain(await DependantsAsync(), found => found.Resident == child); // not before all three are there
                await RecordAsync(three[step]);
            }

            Assert.Equal((Tier.High, new CoveragePeriod(Birth, new DateOnly(2025, 12, 31))), await CoverOfAsync(child));
        }
    }

    [Fact]
    public async Task When_the_guardians_facts_change_so_does_the_newborns_cover()
    {
        var (child, guardian) = await FamilyAsync();

        await RecordAsync((guardian, new PaymentRecorded(Pack.Id, "R1", 1, PaymentRowKind.Reversal, 1, Conflicting: false,
            [new RecordedPayment(Tier.Low, Money.FromYuan(400), new DateTime(2024, 11, 3, 0, 0, 0, DateTimeKind.Unspecified), true, "A1")])));
        Assert.Null(await CoverOfAsync(child));

        await RecordAsync((guardian, Paid("A2", 775, Tier.High)));
        Assert.Equal(Tier.High, (await CoverOfAsync(child))!.Value.Tier);

        await RecordAsync((guardian, new WithdrawalRequested(Pack.Id, WithdrawalReason.InsuredElsewhere, new DateOnly(2024, 12, 1))));
        Assert.Null(await CoverOfAsync(child));
    }

    [Fact]
    public async Task A_newborn_that_is_enrolled_by_itself_is_nobodys_dependant()
    {
        var (child, _) = await FamilyAsync();

        await RecordAsync((child, Paid("C1", 400, Tier.Low, new DateTime(2025, 6, 1, 8, 0, 0, DateTimeKind.Unspecified))));

        Assert.Null(await CoverOfAsync(child));
    }

    [Fact]
    public async Task A_death_ends_the_newborns_cover_on_its_day_in_whatever_order_the_facts_arrive()
    {
        foreach (var early in new[] { true, false })
        {
            var (child, guardian) = (NextPerson(), NextPerson());
            var death = (child, (object)new WithdrawalRequested(Pack.Id, WithdrawalReason.Death, new DateOnly(2025, 6, 10)));
            (ResidentKey, object)[] others =
                [(child, Registered(Birth, guardian)), (guardian, Registered(new DateOnly(1990, 1, 1))), (guardian, Paid("A1", 400, Tier.Low))];
            foreach (var step in early ? [death, .. others] : others.Append(death))
            {
                await RecordAsync(step);
            }

            Assert.Equal((Tier.Low, new CoveragePeriod(Birth, new DateOnly(2025, 6, 10))), await CoverOfAsync(child));
        }
    }

    [Fact]
    public async Task A_guardian_who_dies_while_covered_leaves_the_newborn_covered_and_before_that_not()
    {
        var (child, guardian) = await FamilyAsync();
        await RecordAsync((guardian, new WithdrawalRequested(Pack.Id, WithdrawalReason.Death, new DateOnly(2025, 5, 20))));
        Assert.Equal((Tier.Low, new CoveragePeriod(Birth, new DateOnly(2025, 12, 31))), await CoverOfAsync(child));

        await RecordAsync((guardian, new WithdrawalRequested(Pack.Id, WithdrawalReason.Death, new DateOnly(2024, 12, 20))));
        Assert.Null(await CoverOfAsync(child));
    }

    [Fact]
    public async Task Another_guardian_in_a_later_row_counts()
    {
        var (child, _) = await FamilyAsync();

        await RecordAsync((child, Registered(Birth, NextPerson()) with { Delivery = 2 }));

        Assert.Null(await CoverOfAsync(child));
    }

    [Theory]
    [InlineData("2024-12-31")]
    [InlineData("2026-01-01")]
    public async Task Born_in_another_year_the_guardians_payment_is_not_that_years(string birth)
    {
        var (child, _) = await FamilyAsync(DateOnly.Parse(birth));

        Assert.Null(await CoverOfAsync(child));
    }

    [Fact]
    public async Task Who_looks_the_newborn_up_is_told_of_the_cover_and_of_none_once_the_guardian_withdrew()
    {
        var (child, guardian) = await FamilyAsync();
        Assert.Equal(new DependantCover(Tier.Low, new CoveragePeriod(Birth, new DateOnly(2025, 12, 31))), (await FindAsync(child)).Dependant);
        Assert.Null((await FindAsync(guardian)).Dependant);

        await RecordAsync((guardian, new WithdrawalRequested(Pack.Id, WithdrawalReason.InsuredElsewhere, new DateOnly(2024, 12, 1))));

        Assert.Null((await FindAsync(child)).Dependant);

        async Task<LookupLine> FindAsync(ResidentKey person) =>
            (await CoverageLookup.FindAsync(Database, Packs, Pack, person, new DateOnly(2025, 6, 1), Ct))!;
    }

    [Fact]
    public async Task The_list_is_masked_without_a_reason()
    {
        var (child, _) = await FamilyAsync();
        var number = TestIdNumber(persons - 1);
        await Database.Pages.TransactAsync([], _ => [],
            work => work.Add(EnrollmentService.Table.Put([new Person(child, new PersonData(number, "张小明", null, null))])!), Ct);
        using var client = new HttpClient { BaseAddress = service!.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer",
            service.Token(new Actor("李经办", ActorRole.Reader, Area: "")));
        const string Rest = "\",\"village\":\"500230.lizi.01\",\"tier\":\"low\",\"coverage\":{\"from\":\"2025-05-05\",\"to\":\"2025-12-31\"}}\n";

        var masked = await client.GetStringAsync("/campaigns/lizi-2025/dependants", Ct);
        var revealed = await client.GetStringAsync("/campaigns/lizi-2025/dependants?reveal=核对", Ct);

        Assert.EndsWith(Rest, masked, StringComparison.Ordinal);
        Assert.DoesNotContain(number, masked, StringComparison.Ordinal);
        Assert.Equal($"{{\"idNumber\":\"{number}{Rest}", revealed);
    }

    private static ResidentRegistered Registered(DateOnly birth, ResidentKey? guardian = null) => new(
        VillageCode.Parse("500230.lizi.01"), null, null, null, birth, PersonGroup.Resident, null, null, null, null, guardian, Delivery: 1, Line: 2);

    private static PaymentRecorded Paid(string receipt, int yuan, Tier tier, DateTime? at = null) => new(
        Pack.Id, receipt, 1, PaymentRowKind.Payment, 1, Conflicting: false,
        [new RecordedPayment(tier, Money.FromYuan(yuan), at ?? new DateTime(2024, 11, 2, 9, 0, 0, DateTimeKind.Unspecified), true, null)]);

    private ResidentKey NextPerson() => EnrollmentService.Keys.For(IdNumber.Parse(TestIdNumber(++persons)));

    // GB 11643's check digit.
    private static string TestIdNumber(int number)
    {
        var digits = $"50023019900101{number:000}";
        int[] weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        return digits + "10X98765432"[digits.Select((digit, i) => (digit - '0') * weights[i]).Sum() % 11];
    }

    private async Task<(ResidentKey Child, ResidentKey Guardian)> FamilyAsync(DateOnly? birth = null)
    {
        var (child, guardian) = (NextPerson(), NextPerson());
        await RecordAsync((guardian, Registered(new DateOnly(1990, 1, 1))), (guardian, Paid("A1", 400, Tier.Low)),
            (child, Registered(birth ?? Birth, guardian)));
        Assert.Equal(birth is null ? Tier.Low : null, (await CoverOfAsync(child))?.Tier);
        return (child, guardian);
    }

    private async Task RecordAsync(params (ResidentKey Resident, object Fact)[] steps) => await facts.RecordAsync(
        Database.Pages, [.. steps.Select(step => new ResidentFact(step.Resident, step.Fact, Headers))], alongside: null, Ct);

    private Task<IReadOnlyList<Dependant>> DependantsAsync() => Dependants.ReadAsync(Database, Packs, Pack.Id, only: null, Ct);

    private async Task<(Tier Tier, CoveragePeriod Coverage)?> CoverOfAsync(ResidentKey child) =>
        (await DependantsAsync()).SingleOrDefault(found => found.Resident == child) is { } found ? (found.Tier, found.Coverage) : null;
}

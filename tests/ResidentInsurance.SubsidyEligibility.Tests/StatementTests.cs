using System.Net.Http.Json;
using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Testing;

namespace ResidentInsurance.SubsidyEligibility.Tests;

public sealed class StatementTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly CampaignId Campaign = CampaignId.Parse(SubsidyService.Campaign);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_statement_sums_the_newest_states_in_whatever_pages_they_come(int seed)
    {
        await using var service = await SubsidyService.StartAsync(postgres, $"statement{seed}");
        var random = new Random(seed);
        var items = new List<FeedItem>();
        for (var person = 0; person < 60; person++)
        {
            // The first state: every fifth had no subsidy yet. The last: every sixth withdrew, every fourth has no subsidy.
            for (var version = 1; version <= 4; version++)
            {
                items.Add(Item(person, version, enrolled: version < 4 || person % 6 != 0,
                    subsidised: version switch { 1 => person % 5 != 0, 4 => person % 4 != 0, _ => true }));
            }
        }

        var pages = Enumerable.Range(0, 3).SelectMany(_ => items.OrderBy(_ => random.Next()).Chunk(random.Next(1, 40)))
            .Select((page, number) => new FeedPage(SubsidyService.County, ServiceNames.Enrollment, number, number + 1, page));
        await Parallel.ForEachAsync(pages, Ct, async (page, ct) => await new CoverageConsumer().HandleAsync(service.Database, page, ct));

        var statement = await service.Client.GetFromJsonAsync<List<StatementLine>>(
            $"/campaigns/{SubsidyService.Campaign}/statement", ContractJson.Options, Ct);
        var counted = Enumerable.Range(0, 60).Where(person => person % 6 != 0 && person % 4 != 0).ToList();
        Assert.Equal(
            [
                new StatementLine("民政局", "subsistence-allowance", counted.Count(p => p % 2 == 0), Money.FromYuan(342 * counted.Count(p => p % 2 == 0))),
                new StatementLine("残联", "severe-disability", counted.Count(p => p % 2 == 1), Money.FromYuan(300 * counted.Count(p => p % 2 == 1))),
            ],
            statement!.OrderByDescending(line => line.Category, StringComparer.Ordinal));
    }

    private static FeedItem Item(int person, int version, bool enrolled, bool subsidised)
    {
        var state = new CoverageState(
            ResidentKey.Parse($"{person:x32}"), Campaign, version, enrolled, new Cover(
            VillageCode.Parse("500119.fengyan.01"), Tier.Low, new(2023, 11, 2), new(2023, 11, 2), Money.FromYuan(380), Money.Zero,
            !subsidised ? Money.Zero : Money.FromYuan(person % 2 == 0 ? 342 : 300), Money.Zero,
            !subsidised ? null : person % 2 == 0 ? "subsistence-allowance" : "severe-disability",
            !subsidised ? null : person % 2 == 0 ? "民政局" : "残联", Money.Zero,
            new CoveragePeriod(new(2024, 1, 1), new(2024, 12, 31)), Suspensions.None), PackVersion: 1);
        return new FeedItem(Guid.NewGuid(), $"resident-{person:x32}", version, DateTimeOffset.UnixEpoch,
            version == 1 ? EnrollmentItems.CoverageGranted : enrolled ? EnrollmentItems.CoverageRevised : EnrollmentItems.CoverageWithdrawn,
            JsonSerializer.SerializeToElement(state, ContractJson.Options));
    }
}

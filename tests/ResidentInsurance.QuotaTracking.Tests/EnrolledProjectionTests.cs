using System.Text.Json;
using JasperFx.Events;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Testing;

namespace ResidentInsurance.QuotaTracking.Tests;

public sealed class EnrolledProjectionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Persons = 150;
    private const int Versions = 6;
    private static readonly CountyCode County = CountyCode.Parse("500119");
    private static readonly CampaignId[] Campaigns = [CampaignId.Parse("fengyan-2024"), CampaignId.Parse("fengyan-2025")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Shuffled_repeated_and_recut_pages_of_two_processes_give_the_same_counts(int seed)
    {
        var random = new Random(seed);
        var states = States(random);
        await using var one = await OpenAsync($"counts{seed}");
        await using var other = await OpenAsync($"counts{seed}");

        var pages = Enumerable.Range(0, 3).SelectMany(_ => Pages(random, states)).OrderBy(_ => random.Next()).ToList();
        await Task.WhenAll(HandleAsync(one, pages), HandleAsync(other, Enumerable.Reverse(pages)));

        Assert.Equal(Expected(states), await CountsAsync(one));

        // Rebuilt from nothing, as after a restore: the same again.
        await using (var forget = one.Source.CreateCommand("truncate enrollment_state, enrolled_count, applied_range"))
        {
            await forget.ExecuteNonQueryAsync(Ct);
        }

        await HandleAsync(one, Pages(random, states));
        Assert.Equal(Expected(states), await CountsAsync(one));
    }

    [Fact]
    public async Task An_item_that_cannot_be_read_costs_one_item_and_unknown_types_none()
    {
        await using var database = await OpenAsync("poison");
        var good = Item(State(1, 0, 1, enrolled: true), 1);
        var page = new FeedPage(County, ServiceNames.Enrollment, 0, 3,
        [
            good, good with { EventId = Guid.NewGuid(), Body = JsonSerializer.SerializeToElement(new { campaign = "??" }) },
            good with { EventId = Guid.NewGuid(), Name = "CoverageSungOf" },
        ]);

        await new EnrolledProjection().HandleAsync(database, page, Ct);

        Assert.Equal(1, Assert.Single(await CountsAsync(database)).Persons);
        Assert.Equal(1, await database.Poison.CountAsync(Ct));
        Assert.Equal(3, await database.Applied.PositionAsync(ServiceNames.Enrollment, Ct));
    }

    private async Task<CountyDatabase> OpenAsync(string name) => await CountyDatabase.OpenAsync(
        new CountyDatabaseOptions
        {
            Service = postgres.DatabasePrefix + name, ConnectionString = postgres.Server, EventTypes = QuotaEvents.Types,
            Projections = [TaskProjection.Projection], Migrations = [TaskProjection.Migration, EnrolledProjection.Migration],
        }, County, Ct);

    private static Task HandleAsync(CountyDatabase database, IEnumerable<FeedPage> pages) => Parallel.ForEachAsync(
        pages, new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = Ct },
        async (page, ct) => await new EnrolledProjection().HandleAsync(database, page, ct));

    private static IEnumerable<FeedPage> Pages(Random random, IReadOnlyList<(ICoverageEvent State, int Version)> states)
    {
        var position = 0;
        foreach (var page in states.OrderBy(_ => random.Next()).Chunk(random.Next(1, 90)))
        {
            yield return new FeedPage(County, ServiceNames.Enrollment, position, ++position, [.. page.Select(one => Item(one.State, one.Version))]);
        }
    }

    // People move, are revised to other days, withdraw and come back, in two campaigns on one stream.
    private static List<(ICoverageEvent, int)> States(Random random) =>
    [
        .. from person in Enumerable.Range(0, Persons)
           from version in Enumerable.Range(1, Versions)
           select (State(person, version % 2, random.Next(1, 8), random.Next(4) > 0, random.Next(0, 40)), version),
    ];

    private static IEnumerable<(string, string, DateOnly, long Persons)> Expected(IEnumerable<(ICoverageEvent State, int Version)> states) =>
        from one in states
        group one by (one.State.Campaign, one.State.Resident) into enrollment
        let last = enrollment.MaxBy(one => one.Version).State
        where last.Enrolled
        group last by (last.Campaign.Value, last.Cover.Village.Value, last.Cover.FirstPaidOn) into count
        orderby count.Key.Item1, count.Key.Item2, count.Key.FirstPaidOn
        select (count.Key.Item1, count.Key.Item2, count.Key.FirstPaidOn, (long)count.Count());

    private static async Task<IReadOnlyList<(string, string, DateOnly, long Persons)>> CountsAsync(CountyDatabase database)
    {
        await using var command = database.Source.CreateCommand(
            """
            select campaign, village, first_paid_on, persons from enrolled_count where persons <> 0
            order by campaign collate "C", village collate "C", first_paid_on
            """);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var counts = new List<(string, string, DateOnly, long)>();
        while (await reader.ReadAsync(Ct))
        {
            counts.Add((reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateOnly>(2), reader.GetInt64(3)));
        }

        return counts;
    }

    private static FeedItem Item(ICoverageEvent state, int version) => FeedItems.Of(
        new Event<object>(state) { Id = Guid.NewGuid(), StreamKey = $"resident-{state.Resident}", Version = version }, state);

    private static ICoverageEvent State(int person, int campaign, int village, bool enrolled, int day = 0)
    {
        var (resident, paidOn) = (ResidentKey.Parse($"{person:x32}"), new DateOnly(2023, 10, 1).AddDays(day));
        var cover = new Cover(
            VillageCode.Parse($"500119.fengyan.{village:00}"), Tier.Low, paidOn, paidOn, Money.FromYuan(380), Money.Zero, Money.Zero,
            Money.Zero, null, null, Money.FromYuan(380), new CoveragePeriod(new(2024, 1, 1), new(2024, 12, 31)), Suspensions.None);
        return enrolled
            ? new CoverageRevised(resident, Campaigns[campaign], 1, cover, PackVersion: 1)
            : new CoverageWithdrawn(resident, Campaigns[campaign], 1, cover, PackVersion: 1);
    }
}

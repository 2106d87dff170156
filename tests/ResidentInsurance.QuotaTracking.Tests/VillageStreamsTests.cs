using JasperFx.Events;
using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Testing;

namespace ResidentInsurance.QuotaTracking.Tests;

/// <summary>Pages of Enrollment's feed against what a plain reading of all states says.</summary>
public sealed class VillageStreamsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Persons = 60;
    private const int Versions = 5;
    private const int Minutes = 12;
    private static readonly CountyCode County = CountyCode.Parse("500119");
    private static readonly CampaignId[] Campaigns = [CampaignId.Parse("fengyan-2024"), CampaignId.Parse("fengyan-2025")];
    private static readonly DateTimeOffset Start = new(2023, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Shuffled_repeated_and_recut_pages_of_two_processes_give_each_day_and_each_minute_its_count(int seed)
    {
        var random = new Random(seed);
        var feed = Feed(random);
        await using var one = await OpenAsync($"streams{seed}");
        await using var other = await OpenAsync($"streams{seed}");
        await AssignAsync(one);

        var pages = Enumerable.Range(0, 3).SelectMany(_ => Pages(random, feed)).OrderBy(_ => random.Next()).ToList();
        await Task.WhenAll(HandleAsync(one, pages), HandleAsync(other, Enumerable.Reverse(pages)));

        Assert.Equal(feed.Count, await one.Applied.PositionAsync(ServiceNames.Enrollment, Ct));
        await AssertExactAsync(one, feed);
        var check = await VillageCheck.RunAsync(other, Ct);
        Assert.Equal((feed.Count, 0), (check.States, check.Differences));

        // A rebuild spares the rows, and its tables are what they were.
        var before = await TablesAsync(one);
        await one.Rebuilds.RunAsync(VillageProgressProjection.ProjectionName, Ct);
        Assert.Equal(before, await TablesAsync(one));
    }

    [Fact]
    public async Task An_item_that_cannot_be_read_costs_one_item_and_unknown_types_none()
    {
        await using var database = await OpenAsync("poison");
        await AssignAsync(database);
        var good = new Item(State(1, 0, 1, enrolled: true, day: 0, full: false), 1, Start).ToFeed();
        var page = new FeedPage(County, ServiceNames.Enrollment, 0, 3,
        [
            good, good with { EventId = Guid.NewGuid(), Body = JsonSerializer.SerializeToElement(new { campaign = "??" }) },
            good with { EventId = Guid.NewGuid(), Name = "CoverageSungOf" },
        ]);

        await new CoverageConsumer().HandleAsync(database, page, Ct);

        Assert.Equal(1, (await ReadAsync(database, Campaigns[0], asOf: null, knownBefore: null)).Sum(count => count.Enrolled));
        Assert.Equal(1, await database.Poison.CountAsync(Ct));
        Assert.Equal(Start, Assert.Single(await database.Poison.ListAsync(0, 10, Ct)).RecordedAt);
        Assert.Equal(3, await database.Applied.PositionAsync(ServiceNames.Enrollment, Ct));
    }

    [Fact]
    public async Task A_page_appends_one_event_a_village_and_minute_and_none_when_it_comes_again()
    {
        await using var database = await OpenAsync("one-event");
        FeedPage page = new(County, ServiceNames.Enrollment, 10, 14,
        [
            new Item(State(1, 0, 1, true, 0, full: true), 1, Start.AddSeconds(59)).ToFeed(),
            new Item(State(2, 0, 1, true, 3, full: false), 1, Start.AddSeconds(59)).ToFeed(),
            new Item(State(3, 0, 1, true, 3, full: false), 1, Start.AddSeconds(60)).ToFeed(),
            new Item(State(3, 0, 2, true, 3, full: false), 2, Start.AddSeconds(61)).ToFeed(),
        ]);

        await new CoverageConsumer().HandleAsync(database, page, Ct);
        await new CoverageConsumer().HandleAsync(database, page, Ct);

        var first = await database.Pages.ReadAsync(Village.Stream(Campaigns[0], VillageOf(1)), Ct);
        var moved = Assert.IsType<EnrollmentsMoved>(Assert.Single(first.Events).Data);
        Assert.Equal((Start, ServiceNames.Enrollment, 10L, 14L), (moved.KnownAt, moved.Source, moved.After, moved.UpTo));
        Assert.Equal([new DayMoved(DayOf(0), 1, 1), new DayMoved(DayOf(3), 1, 0)], moved.Days);
        var second = await database.Pages.ReadAsync(Village.Stream(Campaigns[0], VillageOf(2)), Ct);
        Assert.Equal(Start.AddMinutes(1), Assert.IsType<EnrollmentsMoved>(Assert.Single(second.Events).Data).KnownAt);
    }

    [Fact]
    public async Task The_check_says_which_village_and_day_differ()
    {
        await using var database = await OpenAsync("check");
        var feed = Feed(new Random(11));
        await HandleAsync(database, Pages(new Random(11), feed));
        await using (var tampered = database.Source.CreateCommand(
            """
            delete from enrollment_state where (campaign, resident_key) in (
                select campaign, resident_key from enrollment_state where village is not null order by 1, 2 limit 1)
            """))
        {
            Assert.InRange(await tampered.ExecuteNonQueryAsync(Ct), 1, Versions);
        }

        var check = await VillageCheck.RunAsync(database, Ct);

        Assert.InRange(check.Differences, 1, Versions * 2);
        Assert.Equal(check.Differences, check.First.Count);
        Assert.All(check.First, difference => Assert.NotEqual(difference.Rows, difference.Streams));
    }

    [Fact]
    public async Task A_refill_comes_to_the_same_progress_and_loses_what_was_known_before_it()
    {
        await using var database = await OpenAsync("refill");
        await AssignAsync(database);
        var feed = Feed(new Random(12));
        await HandleAsync(database, Pages(new Random(12), feed));
        var before = await ReadAsync(database, Campaigns[0], asOf: null, knownBefore: null);
        Assert.True(before.Sum(village => village.Enrolled) > 0);

        var clock = new FixedClock(Start.AddMinutes(Minutes + 5));
        var knownFrom = await VillageCheck.RefillAsync(database, clock, "李经办", Ct);

        Assert.Equal(Start.AddMinutes(Minutes + 6), knownFrom);
        Assert.Equal(0, await database.Applied.PositionAsync(ServiceNames.Enrollment, Ct));
        Assert.Equal(0, (await ReadAsync(database, Campaigns[0], asOf: null, knownBefore: null)).Sum(village => village.Enrolled));
        Assert.Equal(0, (await VillageCheck.RunAsync(database, Ct)).Differences);

        await HandleAsync(database, Pages(new Random(13), feed));

        Assert.Equal(before, await ReadAsync(database, Campaigns[0], asOf: null, knownBefore: null));
        Assert.Equal(before, await ReadAsync(database, Campaigns[0], asOf: null, knownBefore: knownFrom.AddMinutes(1)));
        Assert.Equal(0, (await VillageCheck.RunAsync(database, Ct)).Differences);
    }

    private static async Task AssertExactAsync(CountyDatabase database, IReadOnlyList<Item> feed)
    {
        foreach (var campaign in Campaigns)
        {
            foreach (var asOf in (DateOnly?[])[null, DayOf(0), DayOf(9), DayOf(20)])
            {
                Assert.Equal(Expected(feed, campaign, asOf, null), await ReadAsync(database, campaign, asOf, null));
                for (var minute = 0; minute <= Minutes + 1; minute++)
                {
                    var time = Start.AddMinutes(minute);
                    Assert.Equal(Expected(feed, campaign, asOf, time), await ReadAsync(database, campaign, asOf, time));
                }
            }
        }
    }

    // The plain reading: of each person the newest state that was recorded before the time.
    private static IEnumerable<(VillageCode, int Enrolled)> Expected(
        IReadOnlyList<Item> feed, CampaignId campaign, DateOnly? asOf, DateTimeOffset? time)
    {
        var enrolled = feed.Where(item => item.State.Campaign == campaign && !(item.RecordedAt >= time))
            .GroupBy(item => item.State.Resident).Select(person => person.MaxBy(item => item.Version)!.State)
            .Where(state => state.Enrolled && !(state.Cover.FirstPaidOn > asOf))
            .CountBy(state => state.Cover.Village).ToDictionary();
        return Enumerable.Range(1, 7).Select(VillageOf).Select(village => (village, enrolled.GetValueOrDefault(village)));
    }

    private static async Task<IEnumerable<(VillageCode, int Enrolled)>> ReadAsync(
        CountyDatabase database, CampaignId campaign, DateOnly? asOf, DateTimeOffset? knownBefore)
    {
        await using var session = database.Store.QuerySession();
        await using var query = VillageProgressProjection.Query(campaign, asOf, knownBefore);
        await using var reader = await session.ExecuteReaderAsync(query, Ct);
        return (await VillageProgressProjection.ReadAsync(reader, campaign, Ct)).Select(line => (line.Task.Village, line.Enrolled));
    }

    // By Marten's own append: the projection runs with it as it does with a page.
    private static async Task AssignAsync(CountyDatabase database)
    {
        await using var session = database.Store.LightweightSession();
        foreach (var campaign in Campaigns)
        {
            for (var village = 1; village <= 7; village++)
            {
                var task = new VillageTask(campaign, VillageOf(village), "峰岩乡", $"村{village}", null, 100, village);
                session.Events.Append(Village.Stream(campaign, task.Village),
                    new VillageTaskAssigned(task, TaskOrigin.Annex(1), Start.AddMinutes(-1)));
            }
        }

        await session.SaveChangesAsync(Ct);
    }

    private static async Task<IReadOnlyList<string>> TablesAsync(CountyDatabase database)
    {
        await using var command = database.Source.CreateCommand(
            """
            select t::text from village_task t union all select p::text from village_progress p
            union all select k::text from village_progress_known k order by 1
            """);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var rows = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private async Task<CountyDatabase> OpenAsync(string name) => await CountyDatabase.OpenAsync(
        new CountyDatabaseOptions
        {
            Service = postgres.DatabasePrefix + name, ConnectionString = postgres.Server, EventTypes = QuotaEvents.Types,
            Projections = QuotaDatabases.Projections, Migrations = QuotaDatabases.Migrations,
            Aggregates = QuotaDatabases.Store,
        }, County, Ct);

    private static Task HandleAsync(CountyDatabase database, IEnumerable<FeedPage> pages) => Parallel.ForEachAsync(
        pages, new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = Ct },
        async (page, ct) => await new CoverageConsumer().HandleAsync(database, page, ct));

    private static IEnumerable<FeedPage> Pages(Random random, IReadOnlyList<Item> feed)
    {
        for (var after = 0; after < feed.Count;)
        {
            var upTo = Math.Min(feed.Count, after + random.Next(1, 90));
            yield return new FeedPage(County, ServiceNames.Enrollment, after, upTo,
                [.. feed.Skip(after).Take(upTo - after).Select(item => item.ToFeed())]);
            after = upTo;
        }
    }

    // People move, are revised to other days, withdraw and come back, in two campaigns on one stream.
    private static List<Item> Feed(Random random)
    {
        var feed = new List<Item>();
        for (var person = 0; person < Persons; person++)
        {
            var recorded = TimeSpan.FromSeconds(random.Next(Minutes * 30));
            for (var version = 1; version <= Versions; version++)
            {
                feed.Add(new Item(
                    State(person, random.Next(2), random.Next(1, 8), random.Next(4) > 0, random.Next(0, 40), random.Next(3) == 0),
                    version, Start + recorded));
                recorded += TimeSpan.FromSeconds(random.Next(Minutes * 30 / Versions));
            }
        }

        return [.. feed.OrderBy(item => item.RecordedAt)];
    }

    private static VillageCode VillageOf(int village) => VillageCode.Parse($"500119.fengyan.{village:00}");

    private static DateOnly DayOf(int day) => new DateOnly(2023, 10, 1).AddDays(day);

    private static ICoverageEvent State(int person, int campaign, int village, bool enrolled, int day, bool full)
    {
        var cover = new Cover(
            VillageOf(village), Tier.Low, DayOf(day), DayOf(day), Money.FromYuan(380), Money.Zero,
            full ? Money.FromYuan(380) : Money.Zero, Money.Zero, null, null, full ? Money.Zero : Money.FromYuan(380),
            new CoveragePeriod(new(2024, 1, 1), new(2024, 12, 31)), Suspensions.None);
        var resident = ResidentKey.Parse($"{person:x32}");
        return enrolled
            ? new CoverageRevised(resident, Campaigns[campaign], 1, cover, PackVersion: 1)
            : new CoverageWithdrawn(resident, Campaigns[campaign], 1, cover, PackVersion: 1);
    }

    private sealed record Item(ICoverageEvent State, int Version, DateTimeOffset RecordedAt)
    {
        public FeedItem ToFeed() => FeedItems.Of(
            new Event<object>(State)
            {
                Id = Guid.NewGuid(), StreamKey = $"resident-{State.Resident}", Version = Version, Timestamp = RecordedAt,
            }, State);
    }
}

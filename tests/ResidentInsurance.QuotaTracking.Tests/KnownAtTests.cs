using JasperFx.Events;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Testing;

namespace ResidentInsurance.QuotaTracking.Tests;

/// <summary>What was known at a time, asked of two processes of the service while a feed grows behind them.</summary>
public sealed class KnownAtTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Campaign = "fengyan-2024";
    private static readonly EventTypes SourceTypes = new EventTypes().Add<Covered>("covered").AddInternal<Looked>("looked");
    private static readonly DateTimeOffset Start = new(2023, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly FixedClock clock = new(Start);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_time_is_answered_once_the_feed_is_applied_beyond_it_and_then_for_ever()
    {
        await using var source = await QuotaService.StartSourceAsync(postgres, "src1", SourceTypes, clock);
        await using var one = await QuotaService.StartAsync(postgres, "known1", clock, source.Urls.First());
        await using var other = await QuotaService.StartAsync(postgres, "known1", clock, source.Urls.First());
        await AnnexAsync(one);
        clock.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(source, person: 1, version: 1, village: 1, day: 1); // at 9:01
        clock.Advance(TimeSpan.FromMinutes(3));
        await RecordAsync(source, person: 1, version: 2, village: 2, day: 1); // at 9:04
        await RecordAsync(source, person: 2, version: 1, village: 2, day: 5);
        await LookAsync(source); // nobody's business, and past the last page's end
        var pages = await PagesAsync(source, 1);

        Assert.Equal("known-at-to-come", await RefusalAsync(one, 5, HttpStatusCode.BadRequest));
        Assert.Equal("known-at-not-a-minute", await RefusalAsync(one, 3.5, HttpStatusCode.BadRequest));
        Assert.Equal("known-at-incomplete", await RefusalAsync(one, 2, HttpStatusCode.Conflict));

        // The last page first: the prefix is not there.
        await HandleAsync(other, pages[^1]);
        Assert.Equal("known-at-incomplete", await RefusalAsync(one, 2, HttpStatusCode.Conflict));

        await HandleAsync(one, pages[0]);
        Assert.Equal([(1, 1)], await KnownAsync(one, 2));
        Assert.Equal([], await KnownAsync(other, 1)); // recorded at 9:01 is not before 9:01
        Assert.Equal([(1, 1)], await KnownAsync(other, 3)); // before the moves, whatever came of them already

        // A minute is over when no clock can say so any more: 9:04:02 it is not asked about 9:04 in vain.
        Assert.Equal("known-at-incomplete", await RefusalAsync(one, 4, HttpStatusCode.Conflict));
        clock.Advance(EventFeed.ClockDifferenceMax);
        Assert.Equal([(1, 1)], await KnownAsync(one, 4));
        await Parallel.ForEachAsync(pages, Ct, async (page, _) => await HandleAsync(other, page));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([(2, 2)], await KnownAsync(one, 5));
        Assert.Equal([(2, 1)], await KnownAsync(one, 5, asOf: "2023-11-02"));
        Assert.Equal([(1, 1)], await KnownAsync(other, 4));
    }

    [Fact]
    public async Task An_answer_does_not_change_by_a_page_that_comes_after_it()
    {
        await using var source = await QuotaService.StartSourceAsync(postgres, "src2", SourceTypes, clock);
        await using var one = await QuotaService.StartAsync(postgres, "known2", clock, source.Urls.First());
        await using var other = await QuotaService.StartAsync(postgres, "known2", clock, source.Urls.First());
        await AnnexAsync(one);
        await RecordAsync(source, person: 1, version: 1, village: 1, day: 1);
        await HandleAsync(one, (await PagesAsync(source, 500))[0]);
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal([(1, 1)], await KnownAsync(one, 9));
        Assert.Equal([(1, 1)], await KnownAsync(one, 4));

        // Items that were poison until now, recorded long before the answer.
        var late = new FeedPage(QuotaService.County, ServiceNames.Enrollment, 0, 0,
        [
            Item(State(1, village: 2, day: 1), version: 2, Start.AddMinutes(2)), Item(State(2, village: 3, day: 1), version: 1, Start.AddMinutes(3)),
        ]);
        await Task.WhenAll(HandleAsync(one, late), HandleAsync(other, late));

        Assert.Equal([(1, 1)], await KnownAsync(other, 9));
        Assert.Equal([(1, 1)], await KnownAsync(other, 4));
        Assert.Equal([(2, 1), (3, 1)], await KnownAsync(one, minute: null));
        Assert.Equal("known-at-incomplete", await RefusalAsync(one, 10, HttpStatusCode.Conflict));
        clock.Advance(EventFeed.ClockDifferenceMax);
        Assert.Equal([(2, 1), (3, 1)], await KnownAsync(one, 10));
    }

    [Fact]
    public async Task A_task_that_is_sent_later_does_not_show_in_an_earlier_answer()
    {
        await using var source = await QuotaService.StartSourceAsync(postgres, "src3", SourceTypes, clock);
        await using var one = await QuotaService.StartAsync(postgres, "known3", clock, source.Urls.First());
        await AnnexAsync(one);
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(await LinesAsync(one, 0));
        var before = await LinesAsync(one, 2);
        Assert.Equal(7, before.Count);

        using var client = QuotaService.ClientOf(one);
        using var sent = await client.PostAsync($"/campaigns/{Campaign}/files/tasks?name=tasks.csv", new ByteArrayContent(
            Encoding.UTF8.GetBytes("乡镇(街道),村(社区),人口数,任务数\n峰岩乡,三教村,,1400\n峰岩乡,新村,100,80\n")), Ct);
        Assert.True(sent.IsSuccessStatusCode);

        Assert.Equal(before, await LinesAsync(one, 2));
        Assert.Equal(before, await LinesAsync(one, 4)); // known when nobody had asked yet
        clock.Advance(TimeSpan.FromMinutes(2));
        var after = await LinesAsync(one, 6);
        Assert.Equal(8, after.Count);
        Assert.Contains(after, line => line is { Village: "三教村", Task: 1400 });
    }

    [Fact]
    public async Task A_slow_transaction_of_the_source_holds_the_answer_back()
    {
        await using var source = await QuotaService.StartSourceAsync(postgres, "src4", SourceTypes, TimeProvider.System);
        var feed = QuotaService.DatabaseOf(source).Feed;
        await RecordAsync(source, person: 1, version: 1, village: 1, day: 1);
        var past = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1);
        Assert.Equal(0, await feed.RecordedBeforeAsync(past, Ct));
        Assert.Null(await feed.RecordedBeforeAsync(TimeProvider.System.GetUtcNow(), Ct));

        // It decides: its streams are read, and its time may be taken at any moment.
        using var decides = new ManualResetEventSlim();
        using var decided = new ManualResetEventSlim();
        var writing = Task.Run(() => QuotaService.DatabaseOf(source).Pages.TransactAsync(["resident-new"], _ =>
        {
            decides.Set();
            decided.Wait(Ct);
            return [new NewEvent(new Looked(), new EventHeaders("test", "test"))];
        }, alongside: null, Ct), Ct);
        decides.Wait(Ct);

        Assert.Null(await feed.RecordedBeforeAsync(past, Ct));
        decided.Set();
        await writing;
        Assert.Equal(0, await feed.RecordedBeforeAsync(past, Ct));
    }

    [Fact]
    public async Task Answers_given_while_two_processes_apply_shuffled_pages_are_exact_and_stay()
    {
        await using var source = await QuotaService.StartSourceAsync(postgres, "src6", SourceTypes, clock);
        await using var one = await QuotaService.StartAsync(postgres, "known6", clock, source.Urls.First());
        await using var other = await QuotaService.StartAsync(postgres, "known6", clock, source.Urls.First());
        await AnnexAsync(one);
        var random = new Random(3);
        var recorded = new List<(int Minute, int Person, int Village)>();
        for (var minute = 0; minute < 20; minute++)
        {
            for (var i = 0; i < 3; i++)
            {
                var (person, village) = (random.Next(12), random.Next(1, 8));
                await RecordAsync(source, person, recorded.Count(known => known.Person == person) + 1, village, day: 1);
                recorded.Add((minute, person, village));
            }

            clock.Advance(TimeSpan.FromMinutes(1));
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        var pages = (await PagesAsync(source, 4)).Concat(await PagesAsync(source, 7)).ToArray();
        random.Shuffle(pages);
        var answers = new List<(int Minute, IReadOnlyList<(int, int)> Counts)>();
        (WebApplication App, FeedPage[] Pages)[] processes = [(one, pages), (other, [.. pages.Reverse()])];
        var applying = Parallel.ForEachAsync(processes, Ct, async (process, _) =>
        {
            foreach (var page in process.Pages)
            {
                await HandleAsync(process.App, page);
            }
        });
        for (var end = false; !end;)
        {
            end = applying.IsCompleted; // then each time is answered
            for (var minute = 20; minute > 0; minute -= 3)
            {
                if (await AnswerAsync(one, minute) is { } counts)
                {
                    answers.Add((minute, counts));
                }
            }
        }

        await applying;
        Assert.Equal([20, 17, 14, 11, 8, 5, 2], answers.TakeLast(7).Select(answer => answer.Minute));
        Assert.All(answers, answer => Assert.Equal(
            recorded.Where(known => known.Minute < answer.Minute).GroupBy(known => known.Person).CountBy(person => person.Last().Village)
                .Select(village => (village.Key, village.Value)).Order(), answer.Counts));
        foreach (var (minute, counts) in answers)
        {
            Assert.Equal(counts, await KnownAsync(other, minute));
        }

        static async Task<IReadOnlyList<(int, int)>?> AnswerAsync(WebApplication app, int minute)
        {
            using var client = QuotaService.ClientOf(app);
            using var answer = await client.GetAsync(Address(minute, asOf: null), Ct);
            return answer.StatusCode == HttpStatusCode.Conflict ? null : await KnownAsync(app, minute);
        }
    }

    [Fact]
    public async Task A_village_that_a_table_brought_can_be_taken_back_while_nobody_is_counted_there()
    {
        await using var source = await QuotaService.StartSourceAsync(postgres, "src7", SourceTypes, clock);
        await using var one = await QuotaService.StartAsync(postgres, "known7", clock, source.Urls.First());
        using var client = QuotaService.ClientOf(one);
        await AnnexAsync(one);
        using var sent = await client.PostAsync($"/campaigns/{Campaign}/files/tasks?name=tasks.csv", new ByteArrayContent(
            Encoding.UTF8.GetBytes("乡镇(街道),村(社区),人口数,任务数\n峰岩乡,新村甲,100,80\n峰岩乡,新村乙,100,80\n")), Ct);
        Assert.True(sent.IsSuccessStatusCode);
        var (empty, lived) = (Village.CodeOf(QuotaService.County, "峰岩乡", "新村甲"), Village.CodeOf(QuotaService.County, "峰岩乡", "新村乙"));
        await HandleAsync(one, new FeedPage(QuotaService.County, ServiceNames.Enrollment, 0, 1,
            [Item(State(1, village: 1, day: 1) with { Cover = State(1, 1, 1).Cover with { Village = lived } }, 1, Start)]));

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.NotFound],
        [
            await RemoveAsync(empty.Value), await RemoveAsync(empty.Value), await RemoveAsync(lived.Value),
            await RemoveAsync("500119.fengyan.01"), await RemoveAsync("500119.x.00000000"),
        ]);
        Assert.Equal("新村乙", Assert.Single((await LinesAsync(one, minute: null)).Skip(7)).Village);

        async Task<HttpStatusCode> RemoveAsync(string village)
        {
            using var answer = await client.DeleteAsync($"/campaigns/{Campaign}/villages/{village}", Ct);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Operators_check_and_refill_over_http_and_are_told_what_is_lost()
    {
        await using var source = await QuotaService.StartSourceAsync(postgres, "src5", SourceTypes, clock);
        await using var one = await QuotaService.StartAsync(postgres, "known5", clock, source.Urls.First());
        using var client = QuotaService.ClientOf(one);
        await AnnexAsync(one);
        await RecordAsync(source, person: 1, version: 1, village: 1, day: 1);
        var pages = await PagesAsync(source, 500);
        await HandleAsync(one, pages[0]);
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal([(1, 1)], await KnownAsync(one, 9));

        using var refilled = await client.PostAsync($"/villages/refill?county={QuotaService.County}", null, Ct);
        var answer = await refilled.Content.ReadFromJsonAsync<VillageRefill>(ContractJson.Options, Ct);
        await HandleAsync(one, pages[0]);
        var check = await client.GetFromJsonAsync<VillageChecked>(
            $"/villages/check?county={QuotaService.County}", ContractJson.Options, Ct);

        Assert.Equal(Start.AddMinutes(11), answer!.KnownFrom);
        Assert.Contains("2023-11-02 17:11", answer.Message);
        Assert.Equal("known-at-lost", await RefusalAsync(one, 9, HttpStatusCode.Conflict));
        Assert.Equal((1L, 0), (check!.States, check.Differences));
        clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal([(1, 1)], await KnownAsync(one, 12));
    }

    private static async Task<IReadOnlyList<(int Village, int Enrolled)>> KnownAsync(WebApplication app, double? minute, string? asOf = null) =>
    [
        .. (await LinesAsync(app, minute, asOf)).Select((line, index) => (index + 1, line.Enrolled)).Where(line => line.Enrolled != 0),
    ];

    private static async Task<IReadOnlyList<VillageProgress>> LinesAsync(WebApplication app, double? minute, string? asOf = null)
    {
        using var client = QuotaService.ClientOf(app);
        using var answer = await client.GetAsync(Address(minute, asOf), Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return (await answer.Content.ReadFromJsonAsync<List<VillageProgress>>(ContractJson.Options, Ct))!;
    }

    private static async Task<string> RefusalAsync(WebApplication app, double minute, HttpStatusCode status)
    {
        using var client = QuotaService.ClientOf(app);
        using var answer = await client.GetAsync(Address(minute, asOf: null), Ct);
        Assert.Equal(status, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString()!;
    }

    private static string Address(double? minute, string? asOf)
    {
        var time = minute is { } at ? Start.AddMinutes(at).ToOffset(TimeSpan.FromHours(8)) : (DateTimeOffset?)null;
        var knownAt = time is null ? "" : "knownAt=" + Uri.EscapeDataString(time.Value.ToString("yyyy-MM-ddTHH:mm:sszzz"));
        return $"/campaigns/{Campaign}/progress?{knownAt}{(asOf is null ? "" : $"&asOf={asOf}")}";
    }

    private static async Task AnnexAsync(WebApplication app) => await Eventually.True(
        async () => (await LinesAsync(app, minute: null)).Count == 7, "the annex is assigned");

    private static Task HandleAsync(WebApplication app, FeedPage page) =>
        new CoverageConsumer().HandleAsync(QuotaService.DatabaseOf(app), page, Ct);

    private static Task RecordAsync(WebApplication source, int person, int version, int village, int day) =>
        QuotaService.DatabaseOf(source).Pages.TransactAsync([$"resident-{person}"],
            _ => [new NewEvent(new Covered(State(person, village, day), version), new EventHeaders("test", "test"))], alongside: null, Ct);

    private static Task LookAsync(WebApplication source) => QuotaService.DatabaseOf(source).Pages.TransactAsync(
        ["resident-9"], _ => [new NewEvent(new Looked(), new EventHeaders("test", "test"))], alongside: null, Ct);

    private static async Task<IReadOnlyList<FeedPage>> PagesAsync(WebApplication source, int items)
    {
        var pages = new List<FeedPage>();
        for (var after = 0L; ;)
        {
            var slice = await QuotaService.DatabaseOf(source).Feed.ReadAsync(after, items, Ct);
            if (slice.UpTo == after)
            {
                return pages;
            }

            pages.Add(new FeedPage(QuotaService.County, ServiceNames.Enrollment, after, slice.UpTo,
                [.. slice.Events.Select(stored => Item(((Covered)stored.Data).State, stored.Version, stored.Timestamp))]));
            after = slice.UpTo;
        }
    }

    private static FeedItem Item(CoverageRevised state, long version, DateTimeOffset recordedAt) => FeedItems.Of(
        new Event<object>(state)
        {
            Id = Guid.NewGuid(), StreamKey = $"resident-{state.Resident}", Version = version, Timestamp = recordedAt,
        }, state);

    private static CoverageRevised State(int person, int village, int day) => new(
        ResidentKey.Parse($"{person:x32}"), CampaignId.Parse(Campaign), 1, new Cover(
            VillageCode.Parse($"500119.fengyan.{village:00}"), Tier.Low, new(2023, 11, day), new(2023, 11, day), Money.FromYuan(380),
            Money.Zero, Money.Zero, Money.Zero, null, null, Money.FromYuan(380),
            new CoveragePeriod(new(2024, 1, 1), new(2024, 12, 31)), Suspensions.None), PackVersion: 1);

    private sealed record Covered(CoverageRevised State, int Version);

    private sealed record Looked;
}

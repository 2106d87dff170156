using System.Net.Http.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>Finds what was published and did not take effect: a range missing between applied ones, or at the end,
/// as after a restore of this service's database. It asks the source to send it again, less and less often where
/// that does not help (its page is then among the errors, and a person has to look).</summary>
internal sealed class GapWatch(
    FeedRegistration feeds, FeedBus bus, IHttpClientFactory clients, IOptions<FeedOptions> options, TimeProvider clock,
    ILogger<GapWatch> log)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    // An end that is not reached is mostly a page in work; it is given more time than a hole.
    private const int TailAges = 3;

    /// <summary>Looks until it is cancelled.</summary>
    public async Task RunAsync(CountyDatabase database, CancellationToken ct)
    {
        var missing = feeds.Sources.ToDictionary(source => source, _ => Missing.Nothing);
        using var timer = new PeriodicTimer(options.Value.GapAgeMin / 2, clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            foreach (var source in feeds.Sources)
            {
                missing[source] = await LookAsync(database, source, missing[source], ct);
            }
        }
    }

    private async Task<Missing> LookAsync(CountyDatabase database, string source, Missing before, CancellationToken ct)
    {
        var ranges = await database.Applied.RangesAsync(source, ct);
        var (gaps, position) = (AppliedPositions.GapsOf(ranges), AppliedPositions.PositionOf(ranges));
        var isTail = gaps.Count == 0;
        var now = clock.GetUtcNow();
        if (position != before.Position || isTail != before.IsTail)
        {
            var age = isTail ? options.Value.GapAgeMin * TailAges : options.Value.GapAgeMin;
            return new Missing(position, isTail, now + age, age);
        }

        if (now < before.AskAt)
        {
            return before;
        }

        try
        {
            var upTo = isTail ? await PublishedAsync(database.County, source, ct) : gaps[0].UpTo;
            if (upTo > position)
            {
                // Pages that wait are not lost, and more of them would help nobody.
                if (isTail && await bus.WaitingAsync(feeds.Service, database.County, ct) > 0)
                {
                    return before with { AskAt = now + before.Wait };
                }

                await AskAsync(database.County, source, position, upTo, ct);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            log.LogWarning("{Source} could not be asked about the feed of {County}: {Fault}",
                source, database.County, exception.GetType().Name);
        }

        var wait = before.Wait * 2 < LongestWait ? before.Wait * 2 : LongestWait;
        return before with { AskAt = now + wait, Wait = wait };
    }

    private async Task<long> PublishedAsync(CountyCode county, string source, CancellationToken ct)
    {
        using var client = clients.CreateClient(source);
        var positions = await client.GetFromJsonAsync<FeedPositions>($"/positions?county={county}", ContractJson.Options, ct);
        return positions?.Published ?? 0;
    }

    private async Task AskAsync(CountyCode county, string source, long after, long upTo, CancellationToken ct)
    {
        var end = Math.Min(upTo, after + options.Value.ResendPositionsMax);
        log.LogWarning("The feed of {Source} lacks ({After}, {UpTo}] in {County}: it is asked to send it again",
            source, after, end, county);
        FeedMeters.ResendAsked(source, county);
        using var client = clients.CreateClient(source);
        using var answer = await client.PostAsync($"/internal/feed/resend?county={county}&from={after}&upTo={end}", null, ct);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Where the gap-free prefix ended, and when to ask for what follows if it still ends there.</summary>
    private sealed record Missing(long Position, bool IsTail, DateTimeOffset AskAt, TimeSpan Wait)
    {
        public static Missing Nothing { get; } = new(-1, false, default, default);
    }
}

using JasperFx.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>Publishes the service's feed in order, for each county by one process at a time: the event log is the
/// outbox. A page counts as published when the broker has confirmed it.</summary>
internal sealed class FeedPublisher(
    CountyDatabases counties, FeedRegistration feeds, FeedBus bus, GapWatch gaps, IOptions<FeedOptions> options,
    [FromKeyedServices(Pipelines.Background)] ResiliencePipeline pipeline, TimeProvider clock, ILogger<FeedPublisher> log)
    : BackgroundService
{
    // A transaction that has drawn its numbers is about to end.
    private static readonly TimeSpan UncommittedLook = TimeSpan.FromMilliseconds(20);

    // Then the consumers learn how far the feed has come, whatever was there for them.
    private const int LooksMax = 20;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(counties.Counties.Select(county => FollowAsync(county, stoppingToken)));

    private async Task FollowAsync(CountyCode county, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await pipeline.ExecuteAsync(async token => await TryLeadAsync(county, token), ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task TryLeadAsync(CountyCode county, CancellationToken ct)
    {
        var database = await counties.OpenedAsync(county, ct);
        var append = database.Feed.NextAppend();
        await using var seat = await PublisherSeat.TryTakeAsync(database, ct);
        if (seat is not null)
        {
            log.LogInformation("Publishing {Service}'s feed of {County}", feeds.Service, county);
            try
            {
                await LeadAsync(database, seat, ct);
            }
            catch (Exception fault) when (seat.HasPublished && !ct.IsCancellationRequested)
            {
                // What ends a publisher that worked is a first fault, not one more of a row that is tried less and less often.
                log.LogWarning("Publishing {Service}'s feed of {County} was ended by a fault ({Fault})",
                    feeds.Service, county, ServerFaults.Name(fault));
                return;
            }
        }

        await append.WaitAsync(options.Value.LookInterval, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
        if (append.IsCompletedSuccessfully)
        {
            await PublisherSeat.NotifyAsync(database, ct);
        }
    }

    // Both go on until one of them fails.
    private async Task LeadAsync(CountyDatabase database, PublisherSeat seat, CancellationToken ct)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var publishing = PublishAsync(database, seat, failed.Token);
        var watching = gaps.RunAsync(database, failed.Token);
        var first = await Task.WhenAny(publishing, watching);
        await failed.CancelAsync();
        await Task.WhenAll(publishing, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task PublishAsync(CountyDatabase database, PublisherSeat seat, CancellationToken ct)
    {
        await bus.DeclareAsync(feeds.Service, database.County, ct);
        var position = await PublisherSeat.PublishedAsync(database, ct);
        while (true)
        {
            var append = database.Feed.NextAppend();
            var slice = await NextAsync(database, position, ct);
            if (slice.UpTo > position)
            {
                using var span = database.Feed.Traces.StartPage(feeds.Service, database.County.Value);
                await bus.SendAsync(feeds.Page(database.County, position, slice), ct);
                await seat.SaveAsync(slice.UpTo, ct);
                position = slice.UpTo;
            }
            else
            {
                var limit = slice.IsWaiting ? UncommittedLook : options.Value.LookInterval;
                await seat.WaitAsync(append, limit, clock, ct);
            }
        }
    }

    // A page is at least half full if more is there: facts are internal events, an import is nothing else.
    private async Task<FeedSlice> NextAsync(CountyDatabase database, long position, CancellationToken ct)
    {
        var (max, items) = (options.Value.PageItemsMax, new List<IEvent>());
        for (var looks = 0; ; looks++)
        {
            var slice = await database.Feed.ReadAsync(position, max - items.Count, ct);
            items.AddRange(slice.Events);
            if (slice.UpTo == position || items.Count >= max / 2 || looks == LooksMax)
            {
                return slice with { Events = items };
            }

            position = slice.UpTo;
        }
    }
}

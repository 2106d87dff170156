using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>Starts the bus anew when it stays without a connection although the broker takes one: the client library
/// sometimes keeps a connection that it never hears the end of, and then tries the dead one for ever. So does a bus whose
/// start met a connection that was lost: it stays "not started".</summary>
internal sealed class BusWatch(
    IBusControl bus, FeedBus feeds, [FromKeyedServices(Pipelines.Background)] ResiliencePipeline pipeline, TimeProvider clock,
    ILogger<BusWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    // The bus itself tries again after up to half a minute.
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    // A start waits for every queue, for ever if one does not come; then it is tried anew like the connection.
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await pipeline.ExecuteAsync(async ct => await WatchAsync(ct), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LookInterval, clock);
        DateTimeOffset? since = null;
        while (await timer.WaitForNextTickAsync(ct))
        {
            var isIll = IsIll;
            if (!isIll || !await feeds.IsBrokerUpAsync(ct))
            {
                since = null;
            }
            else if (clock.GetUtcNow() - (since ??= clock.GetUtcNow()) > LongestRecovery)
            {
                await RestartAsync(ct);
                since = null;
            }
        }
    }

    private async Task RestartAsync(CancellationToken ct)
    {
        log.LogWarning("The broker answers and the bus does not find it: the bus is started anew");
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(ct))
        {
            limit.CancelAfter(LongestStop);
            await bus.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
        }

        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(ct))
        {
            limit.CancelAfter(LongestStart);
            await bus.StartAsync(limit.Token);
        }
    }

    private bool IsIll => feeds.IsFailing || bus.CheckHealth().Status != BusHealthStatus.Healthy;
}

using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>Starts the bus anew when it stays without a connection although the broker takes one: the client library
/// sometimes keeps a connection that it never hears the end of, and then tries the dead one for ever.</summary>
internal sealed class BusWatch(IBusControl bus, FeedBus feeds, TimeProvider clock, ILogger<BusWatch> log) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    // The bus itself tries again after up to half a minute.
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    /// <summary>Starts the bus anew; pages in work go back to their queues.</summary>
    public async Task RestartAsync(CancellationToken ct)
    {
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(ct))
        {
            limit.CancelAfter(LongestStop);
            await bus.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
        }

        await bus.StartAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookInterval, clock);
        DateTimeOffset? since = null;
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            if (!IsIll || !await feeds.IsBrokerUpAsync(stoppingToken))
            {
                since = null;
            }
            else if (clock.GetUtcNow() - (since ??= clock.GetUtcNow()) > LongestRecovery)
            {
                log.LogWarning("The broker answers and the bus does not find it: the bus is started anew");
                await RestartAsync(stoppingToken);
                since = null;
            }
        }
    }

    private bool IsIll => feeds.IsFailing || bus.CheckHealth().Status != BusHealthStatus.Healthy;
}

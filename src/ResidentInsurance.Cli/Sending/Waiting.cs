using System.Diagnostics;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Cli.Sending;

/// <summary>Waits until every effect can be seen, by comparing applied positions: what a source has written, its consumers
/// must have applied. A service that is down is waited for.</summary>
internal sealed class Waiting(Instance instance, CountyCode county, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SayAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>All that files led to: into Enrollment, and from there to everybody.</summary>
    public async Task ForAllAsync(CancellationToken cancellation)
    {
        foreach (var (source, consumer) in ServiceNames.Feeds.Where(feed => feed.Consumer == ServiceNames.Enrollment))
        {
            await ForAsync(source, consumer, cancellation);
        }

        foreach (var (source, consumer) in ServiceNames.Feeds.Where(feed => feed.Source == ServiceNames.Enrollment))
        {
            await ForAsync(source, consumer, cancellation);
        }
    }

    public async Task ForAsync(string source, string consumer, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var said = false;
        long? head = null;
        using var timer = new PeriodicTimer(Look, clock);
        do
        {
            head ??= (await instance.PositionsAsync(source, county, cancellation))?.Head;
            var applied = await instance.PositionsAsync(consumer, county, cancellation);
            if (head is { } needed && applied is not null && applied.Applied.GetValueOrDefault(source) >= needed)
            {
                return;
            }

            var waited = clock.GetElapsedTime(started);
            if (waited > Limit)
            {
                throw new CliException(string.Format(Texts.WaitedTooLong, consumer, (int)waited.TotalMinutes));
            }

            if (!said && waited > SayAfter)
            {
                said = true;
                await Console.Error.WriteLineAsync(string.Format(
                    head is null || applied is null ? Texts.WaitingForService : Texts.WaitingForEffects, head is null ? source : consumer));
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
        throw new UnreachableException();
    }
}

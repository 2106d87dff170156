using ResidentInsurance.Feeds;

namespace ResidentInsurance.Load.Store;

/// <summary>Reads a feed while it is written, as a service's publisher does: what it has passed it never sees again, so an
/// event that came late behind it would be missing at the end.</summary>
/// <param name="database">Not the writers' own, whose sessions it would take.</param>
/// <param name="start">The position to read on from.</param>
internal sealed class FeedFollower(CountyDatabase database, long start)
{
    private const int FeedPage = 1_000;

    // Each time one page at most: it is there to see the order, not to keep the server busy.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private long last = start;

    /// <summary>Events seen so far.</summary>
    public int Seen { get; private set; }

    /// <summary>How often it looked while events were written.</summary>
    public int Looks { get; private set; }

    /// <summary>How often a later event was there already, and an earlier one had to be waited for.</summary>
    public int HeldBack { get; private set; }

    /// <summary>Reads on until the writers have ended.</summary>
    public async Task WhileAsync(Task writing, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Look);
        while (!writing.IsCompleted)
        {
            await LookAsync(cancellation);
            await Task.WhenAny(writing, timer.WaitForNextTickAsync(cancellation).AsTask());
        }

        await writing;
    }

    /// <summary>Reads the rest, after the writers have ended.</summary>
    public async Task ToEndAsync(CancellationToken cancellation)
    {
        while (await ReadAsync(cancellation))
        {
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var (head, seen) = (await database.Feed.HeadAsync(cancellation), Seen);
        await ReadAsync(cancellation);
        Looks++;
        HeldBack += last < head && Seen - seen < FeedPage ? 1 : 0;
    }

    private async Task<bool> ReadAsync(CancellationToken cancellation)
    {
        var before = last;
        var slice = await database.Feed.ReadAsync(last, FeedPage, cancellation);
        foreach (var stored in slice.Events)
        {
            if (stored.Sequence <= last)
            {
                throw new InvalidOperationException($"The feed gave event {stored.Sequence} after {last}.");
            }

            last = stored.Sequence;
            Seen++;
        }

        last = slice.UpTo;
        return last > before;
    }
}

using JasperFx.Events;
using Npgsql;

namespace ResidentInsurance.Feeds;

/// <summary>A piece of the feed.</summary>
/// <param name="Events">In order, all that there will ever be in (after, <paramref name="UpTo"/>], but for internal ones.</param>
/// <param name="UpTo">The position reached, to read on from.</param>
/// <param name="IsWaiting">True where events may be there, but one before them has not yet committed or been rolled
/// back: look again soon.</param>
public sealed record FeedSlice(IReadOnlyList<IEvent> Events, long UpTo, bool IsWaiting);

/// <summary>All events of a county's database in the order of their numbers.</summary>
public sealed class EventFeed
{
    private readonly NpgsqlDataSource source;
    private readonly FeedReader reader;
    private TaskCompletionSource nextAppend = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal EventFeed(NpgsqlDataSource source, EventTypes types)
    {
        this.source = source;
        reader = new FeedReader(source, new StoredStreams(types));
    }

    /// <summary>The next events after a position, out of at most <paramref name="limit"/>, in an order that never changes:
    /// an event that commits late is waited for, numbers that were rolled back are passed, and so are internal events
    /// (<see cref="EventTypes.AddInternal"/>).</summary>
    public Task<FeedSlice> ReadAsync(long after, int limit, CancellationToken cancellation) =>
        reader.ReadAsync(after, limit, cancellation);

    /// <summary>The last committed event's position; 0 if there is none.</summary>
    public async Task<long> HeadAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select coalesce(max(seq_id), 0) from mt_events");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Completes with the next append of this process after the call. Take it before reading the feed, wait
    /// for it (with a limit: other processes append too) when there was nothing to read.</summary>
    public Task NextAppend() => Volatile.Read(ref nextAppend).Task;

    /// <summary>The traces of this process's appends that no page has taken up yet.</summary>
    internal AppendTraces Traces { get; } = new();

    internal void Appended()
    {
        Traces.Remember();
        Interlocked.Exchange(ref nextAppend, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}

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
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private const int LooksMax = 100;

    private readonly NpgsqlDataSource source;
    private readonly TimeProvider clock;
    private readonly FeedReader reader;
    private TaskCompletionSource nextAppend = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal EventFeed(NpgsqlDataSource source, EventTypes types, TimeProvider clock)
    {
        this.source = source;
        this.clock = clock;
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

    /// <summary>How far the clocks of the processes that append may be apart.</summary>
    public static TimeSpan ClockDifferenceMax { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The position up to which the feed holds all that was, and ever will be, recorded before a time. Null while
    /// that cannot be said: the time is not over, or a transaction that may have begun before it has not ended.</summary>
    /// <remarks>An event's time is taken before its number is drawn, so a later number may carry an earlier time. Whoever
    /// appends a page has read mt_events before it takes the time, and holds that lock until it ends (docs/decisions/0090).</remarks>
    public async Task<long?> RecordedBeforeAsync(DateTimeOffset time, CancellationToken cancellation)
    {
        if (clock.GetUtcNow() < time + ClockDifferenceMax)
        {
            return null;
        }

        await using var connection = await source.OpenConnectionAsync(cancellation);
        var begun = await WorkingAsync(connection, cancellation);
        using var timer = new PeriodicTimer(Look, clock);
        for (var looks = 1; begun.Count > 0; looks++)
        {
            if (looks == LooksMax)
            {
                return null;
            }

            await timer.WaitForNextTickAsync(cancellation);
            begun.IntersectWith(await WorkingAsync(connection, cancellation));
        }

        // From the end: the time is mostly a recent one.
        await using var command = new NpgsqlCommand(
            "select coalesce((select seq_id from mt_events where timestamp < $1 order by seq_id desc limit 1), 0)", connection);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.UtcDateTime });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    // A backup reads all tables for hours and appends nothing.
    private static async Task<HashSet<string>> WorkingAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select l.virtualtransaction from pg_locks l left join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'relation' and l.relation = 'mt_events'::regclass and l.pid <> pg_backend_pid()
                and l.database = (select oid from pg_database where datname = current_database())
                and a.application_name is distinct from 'pg_dump'
            """, connection);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var transactions = new HashSet<string>();
        while (await rows.ReadAsync(cancellation))
        {
            transactions.Add(rows.GetString(0));
        }

        return transactions;
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

using Npgsql;

namespace ResidentInsurance.EventStore.Feed;

/// <summary>Reads the events of all streams in the order of their numbers, without losing the one that commits late.</summary>
/// <remarks>
/// Numbers are drawn before they are committed, so a hole before a visible event is either a number that was rolled
/// back or one that is still to come. Every writer has its transaction id before it draws a number; so whoever drew a
/// number below the highest visible one has an id below one that is drawn now, the fence. Once no transaction with an
/// id below the fence runs, the hole is what it will always be.
/// </remarks>
internal sealed class FeedReader(NpgsqlDataSource source, EventRows rows)
{
    private readonly Lock gate = new();
    private long settledUpTo;
    private Fence? fence;

    internal async Task<FeedSlice> ReadAsync(long after, int limit, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var (events, hole) = await ReadUpToHoleAsync(connection, after, limit, cancellation);
        if (events.Count > 0 || hole is null)
        {
            return Slice(events, after, isWaiting: false);
        }

        if (!await SettleAsync(connection, hole.Value, cancellation))
        {
            return Slice([], after, isWaiting: true);
        }

        // Read again: what committed while the fence was waited for was not in the first look.
        (events, hole) = await ReadUpToHoleAsync(connection, after, limit, cancellation);
        return Slice(events, after, isWaiting: events.Count == 0 && hole is not null);
    }

    private static FeedSlice Slice(IReadOnlyList<StoredEvent> events, long after, bool isWaiting) =>
        new(events, events.Count == 0 ? after : events[^1].Sequence, isWaiting);

    private async Task<(IReadOnlyList<StoredEvent> Events, long? Hole)> ReadUpToHoleAsync(
        NpgsqlConnection connection, long after, int limit, CancellationToken cancellation)
    {
        // Before the look: holes settled during it may have been filled after it began.
        var settled = SettledUpTo();
        await using var command = new NpgsqlCommand(
            $"select {EventRows.Columns} from mt_events e where e.seq_id > $1 order by e.seq_id limit $2", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var events = new List<StoredEvent>();
        var position = after;
        while (await reader.ReadAsync(cancellation))
        {
            var sequence = reader.GetInt64(0);
            if (sequence != position + 1 && sequence - 1 > settled)
            {
                return (events, sequence - 1);
            }

            events.Add(rows.Read(reader));
            position = sequence;
        }

        return (events, null);
    }

    private long SettledUpTo()
    {
        lock (gate)
        {
            return settledUpTo;
        }
    }

    private async Task<bool> SettleAsync(NpgsqlConnection connection, long hole, CancellationToken cancellation)
    {
        var current = Current(hole) ?? await DrawFenceAsync(connection, cancellation);
        await using var command = new NpgsqlCommand(
            "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= $1", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = current.TransactionId });
        if (!(bool)(await command.ExecuteScalarAsync(cancellation))!)
        {
            return false;
        }

        lock (gate)
        {
            settledUpTo = Math.Max(settledUpTo, current.Covers);
            fence = fence == current ? null : fence;
        }

        return true;
    }

    private Fence? Current(long hole)
    {
        lock (gate)
        {
            return fence?.Covers >= hole ? fence : null;
        }
    }

    // First the highest visible number, then the id: whoever drew a lower number has a lower id. (The xmax of a
    // snapshot would not do: it is the last finished id plus one, and a writer that still runs may be beyond it.)
    private async Task<Fence> DrawFenceAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select coalesce(max(seq_id), 0) from mt_events"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select pg_current_xact_id()::text::bigint"));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var covers = reader.GetInt64(0);
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var drawn = new Fence(reader.GetInt64(0), covers);
        lock (gate)
        {
            fence = drawn;
        }

        return drawn;
    }

    /// <summary>Holes up to a number stay once all transactions below an id have ended.</summary>
    private sealed record Fence(long TransactionId, long Covers);
}

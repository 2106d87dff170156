using JasperFx.Events;
using Npgsql;
using NpgsqlTypes;

namespace ResidentInsurance.Feeds;

/// <summary>Reads the events of all streams in the order of their numbers, without losing the one that commits late.</summary>
/// <remarks>
/// Numbers are drawn before they are committed, so a hole before a visible event is either a number that was rolled
/// back or one that is still to come. Whoever draws a number holds a lock on the sequence until its transaction has ended,
/// be it Marten's own append or a page's. So whoever drew a number below a visible one, and has not ended, is among those
/// who hold that lock now. When none of them is left, the hole is what it will always be.
/// </remarks>
internal sealed class FeedReader(NpgsqlDataSource source, StoredStreams streams)
{
    private readonly Lock gate = new();
    private long settledUpTo;
    private Fence? fence;

    internal async Task<FeedSlice> ReadAsync(long after, int limit, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var (slice, hole) = await ReadUpToHoleAsync(connection, after, limit, cancellation);
        if (slice.UpTo > after || hole is null)
        {
            return slice;
        }

        if (!await SettleAsync(connection, hole.Value, cancellation))
        {
            return slice with { IsWaiting = true };
        }

        // Read again: what committed while the fence was waited for was not in the first look.
        (slice, hole) = await ReadUpToHoleAsync(connection, after, limit, cancellation);
        return slice with { IsWaiting = slice.UpTo == after && hole is not null };
    }

    private async Task<(FeedSlice Slice, long? Hole)> ReadUpToHoleAsync(
        NpgsqlConnection connection, long after, int limit, CancellationToken cancellation)
    {
        // Before the look: holes settled during it may have been filled after it began.
        var settled = SettledUpTo();
        await using var command = new NpgsqlCommand(
            $"select {StoredStreams.ColumnsWithoutInternal} from mt_events e where e.seq_id > $1 order by e.seq_id limit $2", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        command.Parameters.Add(SqlOperation.Array(streams.Internal, NpgsqlDbType.Varchar));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var events = new List<IEvent>();
        var position = after;
        while (await reader.ReadAsync(cancellation))
        {
            var sequence = reader.GetInt64(0);
            if (sequence != position + 1 && sequence - 1 > settled)
            {
                return (new FeedSlice(events, position, IsWaiting: false), sequence - 1);
            }

            if (!StoredStreams.IsInternal(reader))
            {
                events.Add(streams.Read(reader));
            }

            position = sequence;
        }

        return (new FeedSlice(events, position, IsWaiting: false), null);
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
        var (head, writers) = await LookAsync(connection, cancellation);
        lock (gate)
        {
            if (fence is null || fence.Covers < hole)
            {
                fence = new Fence(head, writers);
            }

            if (fence.Writers.Overlaps(writers))
            {
                return false;
            }

            settledUpTo = Math.Max(settledUpTo, fence.Covers);
            fence = null;
            return true;
        }
    }

    // First the highest visible number, then who writes: whoever drew a lower number was a writer before.
    private static async Task<(long Head, HashSet<string> Writers)> LookAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select coalesce(max(seq_id), 0) from mt_events"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            select virtualtransaction from pg_locks
            where locktype = 'relation' and relation = 'mt_events_sequence'::regclass and mode = 'RowExclusiveLock'
                and database = (select oid from pg_database where datname = current_database())
            """));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var head = reader.GetInt64(0);
        await reader.NextResultAsync(cancellation);
        var writers = new HashSet<string>();
        while (await reader.ReadAsync(cancellation))
        {
            writers.Add(reader.GetString(0));
        }

        return (head, writers);
    }

    /// <summary>Holes up to a number stay once the transactions that wrote at that time have ended.</summary>
    private sealed record Fence(long Covers, HashSet<string> Writers);
}

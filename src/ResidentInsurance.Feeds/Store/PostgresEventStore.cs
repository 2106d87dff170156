using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace ResidentInsurance.Feeds;

/// <summary>The event store on the tables of one county's database.</summary>
public sealed class PostgresEventStore : IEventStore
{
    // In a row, and each lost to another writer who got on: more says that something else is wrong.
    private const int Attempts = 10;

    private const string LoadStream =
        $"select {EventRows.ColumnsWithHeaders} from mt_events e where e.stream_id = $1 order by e.version";

    private readonly NpgsqlDataSource source;
    private readonly EventTypes types;
    private readonly IReadOnlyList<IInlineProjection> projections;
    private readonly TimeProvider clock;
    private readonly string software;
    private readonly AppliedPositions? applied;
    private readonly EventRows rows;
    private readonly FeedReader feed;
    private TaskCompletionSource nextAppend = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal PostgresEventStore(
        NpgsqlDataSource source, EventTypes types, IReadOnlyList<IInlineProjection> projections, TimeProvider clock,
        string software, AppliedPositions? applied)
    {
        this.source = source;
        this.types = types;
        this.projections = projections;
        this.clock = clock;
        this.software = software;
        this.applied = applied;
        rows = new EventRows(types);
        feed = new FeedReader(source, rows);
    }

    public async Task<StreamSlice> LoadAsync(string streamId, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(LoadStream);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = streamId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await ReadStreamAsync(reader, streamId, cancellation);
    }

    public async Task<(StreamSlice Stream, T Answer)> LoadAsync<T>(
        string streamId, NpgsqlBatchCommand query, Func<NpgsqlDataReader, CancellationToken, Task<T>> read,
        CancellationToken cancellation)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(query);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LoadStream)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = streamId } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var answer = await read(reader, cancellation);
        await reader.NextResultAsync(cancellation);
        return (await ReadStreamAsync(reader, streamId, cancellation), answer);
    }

    public async Task<IReadOnlyDictionary<string, StreamSlice>> LoadAsync(
        IReadOnlyCollection<string> streamIds, CancellationToken cancellation)
    {
        var ids = streamIds.Distinct().ToArray();
        await using var connection = await source.OpenConnectionAsync(cancellation);
        return WithEmpty(await LoadAsync(connection, ids, cancellation), ids);
    }

    public async IAsyncEnumerable<StreamSlice> ReadStreamsAsync(
        string idPrefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            $"""
            select {EventRows.Columns} from mt_events e
            where e.stream_id >= $1 and starts_with(e.stream_id, $1) order by e.stream_id, e.version
            """);
        command.CommandTimeout = 0;
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = idPrefix });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await foreach (var slice in rows.ReadStreamsAsync(reader, cancellation))
        {
            yield return slice;
        }
    }

    public async Task<TransactResult> TransactAsync(
        IReadOnlyCollection<string> streamIds, Func<StreamSlice, IReadOnlyList<NewEvent>> decide,
        Action<TransactionWork>? alongside, CancellationToken cancellation)
    {
        var ids = streamIds.Distinct().ToArray();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryTransactAsync(ids, decide, alongside, cancellation);
            }
            catch (Exception fault) when (Conflicts.Is(fault))
            {
                if (attempt == Attempts)
                {
                    throw new VersionConflictException($"{ids.Length} streams still conflict after {attempt} attempts.", fault);
                }
            }
        }
    }

    public async Task<TransactResult> AppendAsync(
        string streamId, long expectedVersion, IReadOnlyList<NewEvent> events, CancellationToken cancellation)
    {
        if (events.Count == 0)
        {
            return TransactResult.Nothing;
        }

        try
        {
            return projections.Count == 0
                ? await AppendUnseenAsync(streamId, expectedVersion, events, cancellation)
                : await TryTransactAsync(
                    [streamId],
                    slice => slice.Version == expectedVersion ? events : throw Conflict(streamId, expectedVersion, null),
                    null, cancellation);
        }
        catch (Exception fault) when (Conflicts.Is(fault))
        {
            throw Conflict(streamId, expectedVersion, fault);
        }
    }

    public Task<FeedSlice> ReadFeedAsync(long after, int limit, CancellationToken cancellation) =>
        feed.ReadAsync(after, limit, cancellation);

    public async Task<long> HeadAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select coalesce(max(seq_id), 0) from mt_events");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public AppendTraces Traces { get; } = new();

    public Task NextAppend() => Volatile.Read(ref nextAppend).Task;

    private async Task<StreamSlice> ReadStreamAsync(NpgsqlDataReader reader, string streamId, CancellationToken cancellation)
    {
        var events = new List<StoredEvent>();
        while (await reader.ReadAsync(cancellation))
        {
            events.Add(rows.Read(reader));
        }

        return events.Count == 0 ? StreamSlice.Empty(streamId) : new StreamSlice(streamId, events[^1].Version, events);
    }

    private static VersionConflictException Conflict(string streamId, long expectedVersion, Exception? fault) =>
        new($"Stream {streamId} is not at version {expectedVersion}.", fault);

    private async Task<TransactResult> TryTransactAsync(
        string[] ids, Func<StreamSlice, IReadOnlyList<NewEvent>> decide, Action<TransactionWork>? alongside,
        CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);

        // BEGIN travels with the first command and COMMIT with the last; disposing rolls back what was not committed.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        var slices = WithEmpty(await LoadAsync(connection, ids, cancellation), ids);
        var decided = ids.ToDictionary(id => id, id => decide(slices[id]));

        // Locked as late as can be: while one transaction decides, another writes. What moved meanwhile is decided again.
        var moved = await LockAsync(
            connection, [.. slices.Values.Where(slice => slice.Version > 0 && decided[slice.Id].Count > 0)], cancellation);
        foreach (var (id, slice) in await LoadAsync(connection, moved, cancellation))
        {
            slices[id] = slice;
            decided[id] = decide(slice);
        }

        var pending = new PendingEvents(types, software, clock.GetUtcNow());
        foreach (var id in ids)
        {
            pending.Add(slices[id], decided[id]);
        }

        var work = Work(pending, alongside);
        if (pending.Changes.Count == 0 && work.IsEmpty)
        {
            return TransactResult.Nothing;
        }

        await using var batch = new NpgsqlBatch(connection);
        if (pending.Changes.Count > 0)
        {
            pending.AddTo(batch);
        }

        return await CommitAsync(batch, pending, work, "commit", cancellation);
    }

    // Without locks and in one round trip: the batch is a transaction of its own, and the version is checked by it.
    private async Task<TransactResult> AppendUnseenAsync(
        string streamId, long expectedVersion, IReadOnlyList<NewEvent> events, CancellationToken cancellation)
    {
        var pending = new PendingEvents(types, software, clock.GetUtcNow());
        pending.Add(new StreamSlice(streamId, expectedVersion, []), events);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        pending.AddCheckedTo(batch);
        return await CommitAsync(batch, pending, Work(pending, null), null, cancellation);
    }

    private TransactionWork Work(PendingEvents pending, Action<TransactionWork>? alongside)
    {
        var work = new TransactionWork(pending.Changes, pending.Now, applied);
        if (pending.Changes.Count > 0)
        {
            foreach (var projection in projections)
            {
                projection.Apply(pending.Changes, work);
            }
        }

        alongside?.Invoke(work);
        return work;
    }

    private async Task<TransactResult> CommitAsync(
        NpgsqlBatch batch, PendingEvents pending, TransactionWork work, string? commit, CancellationToken cancellation)
    {
        foreach (var table in work.Tables)
        {
            batch.BatchCommands.Add(table.Upsert());
        }

        foreach (var command in work.Commands)
        {
            batch.BatchCommands.Add(command);
        }

        if (commit is not null)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(commit));
        }

        await batch.ExecuteNonQueryAsync(cancellation);
        if (pending.Changes.Count == 0)
        {
            return TransactResult.Nothing;
        }

        Traces.Remember();
        Interlocked.Exchange(ref nextAppend, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        return new TransactResult(pending.Appended);
    }

    /// <summary>Locks the rows of streams until the transaction ends.</summary>
    /// <returns>Those that have got events since they were read.</returns>
    private static async Task<string[]> LockAsync(
        NpgsqlConnection connection, IReadOnlyCollection<StreamSlice> read, CancellationToken cancellation)
    {
        if (read.Count == 0)
        {
            return [];
        }

        await using var command = new NpgsqlCommand(
            "select id, version from mt_streams where id = any ($1) order by id for no key update", connection);
        command.Parameters.Add(TransactionWork.Array(read.Select(slice => slice.Id).ToArray(), NpgsqlDbType.Varchar));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var versions = new Dictionary<string, long>(read.Count);
        while (await reader.ReadAsync(cancellation))
        {
            versions.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return [.. read.Where(slice => slice.Version != versions.GetValueOrDefault(slice.Id)).Select(slice => slice.Id)];
    }

    private async Task<Dictionary<string, StreamSlice>> LoadAsync(
        NpgsqlConnection connection, string[] ids, CancellationToken cancellation)
    {
        var slices = new Dictionary<string, StreamSlice>(ids.Length);
        if (ids.Length == 0)
        {
            return slices;
        }

        await using var command = new NpgsqlCommand(
            $"select {EventRows.Columns} from mt_events e where e.stream_id = any ($1) order by e.stream_id, e.version", connection);
        command.Parameters.Add(TransactionWork.Array(ids, NpgsqlDbType.Varchar));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await foreach (var slice in rows.ReadStreamsAsync(reader, cancellation))
        {
            slices.Add(slice.Id, slice);
        }

        return slices;
    }

    private static Dictionary<string, StreamSlice> WithEmpty(Dictionary<string, StreamSlice> slices, string[] ids)
    {
        foreach (var id in ids)
        {
            slices.TryAdd(id, StreamSlice.Empty(id));
        }

        return slices;
    }
}

using System.Runtime.CompilerServices;
using JasperFx.Events;
using Marten;
using Marten.Internal;
using Npgsql;
using NpgsqlTypes;

namespace ResidentInsurance.Feeds;

/// <summary>Reads many streams in one query and appends to many in one transaction: the way of a file's page and of a
/// page of facts. Everything else goes through Marten's own sessions (<see cref="CountyDatabase.Store"/>).</summary>
public sealed class StreamPages
{
    // In a row, and each lost to another writer who got on. More says that something else is wrong.
    private const int Attempts = 10;

    private readonly NpgsqlDataSource source;
    private readonly IDocumentStore store;
    private readonly EventTypes types;
    private readonly IReadOnlyList<ITableProjection> projections;
    private readonly AppliedPositions applied;
    private readonly EventFeed feed;
    private readonly TimeProvider clock;
    private readonly string software;
    private readonly StoredStreams streams;

    internal StreamPages(
        NpgsqlDataSource source, IDocumentStore store, EventTypes types, IReadOnlyList<ITableProjection> projections,
        AppliedPositions applied, EventFeed feed, TimeProvider clock, string software)
    {
        this.source = source;
        this.store = store;
        this.types = types;
        this.projections = projections;
        this.applied = applied;
        this.feed = feed;
        this.clock = clock;
        this.software = software;
        streams = new StoredStreams(types);
    }

    /// <summary>The stream with all its events in version order, without headers; an empty slice of version 0 if there is none.</summary>
    public async Task<StreamSlice> ReadAsync(string streamId, CancellationToken cancellation) =>
        (await ReadAsync([streamId], cancellation))[streamId];

    /// <summary>The stream, and before it, in the same round trip, what another query answers.</summary>
    /// <param name="query">Of the same database. What it answers may be older than the stream, never newer.</param>
    /// <param name="read">Reads the query's rows.</param>
    public async Task<(StreamSlice Stream, T Answer)> ReadAsync<T>(
        string streamId, NpgsqlBatchCommand query, Func<NpgsqlDataReader, CancellationToken, Task<T>> read,
        CancellationToken cancellation)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(query);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"select {StoredStreams.Columns} from mt_events e where e.stream_id = $1 order by e.version")
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = streamId } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var answer = await read(reader, cancellation);
        await reader.NextResultAsync(cancellation);
        var found = await streams.ReadAsync(reader, cancellation).FirstOrDefaultAsync(cancellation);
        return (found ?? StreamSlice.Empty(streamId), answer);
    }

    /// <summary>The streams by id, each as <see cref="ReadAsync(string, CancellationToken)"/> gives it.</summary>
    public async Task<IReadOnlyDictionary<string, StreamSlice>> ReadAsync(
        IReadOnlyCollection<string> streamIds, CancellationToken cancellation)
    {
        var ids = streamIds.Distinct().ToArray();
        await using var session = store.QuerySession();
        return await streams.ReadAsync(session, ids, events: null, cancellation);
    }

    /// <summary>All streams whose id begins with <paramref name="idPrefix"/>, in id order, one at a time in memory.</summary>
    public async IAsyncEnumerable<StreamSlice> ReadAllAsync(
        string idPrefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            $"""
            select {StoredStreams.Columns} from mt_events e
            where e.stream_id >= $1 and starts_with(e.stream_id, $1) order by e.stream_id, e.version
            """);
        command.CommandTimeout = 0;
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = idPrefix });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await foreach (var slice in streams.ReadAsync(reader, cancellation))
        {
            yield return slice;
        }
    }

    /// <summary>Reads the streams, decides each, locks those that get events, appends all and commits, in one transaction.
    /// Events are numbered in the order of <paramref name="streamIds"/>.</summary>
    /// <param name="streamIds">May be empty: then only the work alongside is done.</param>
    /// <param name="decide">Pure; called for each stream, and again for one that another writer was faster with.</param>
    /// <param name="alongside">Adds commands to the same transaction; called after all decisions, again on a retry.
    /// Without events and without commands nothing is written.</param>
    /// <returns>The changes, in the order of their numbers.</returns>
    /// <exception cref="VersionConflictException">Other writers were faster too often in a row.</exception>
    /// <exception cref="NpgsqlException">A fault of the server; whether the transaction was committed may be
    /// unknown, so the caller runs it again and <paramref name="decide"/> finds what is already done.</exception>
    public Task<IReadOnlyList<StreamChange>> TransactAsync(
        IReadOnlyCollection<string> streamIds, Func<StreamSlice, IReadOnlyList<NewEvent>> decide,
        Action<TransactionWork>? alongside, CancellationToken cancellation) =>
        TransactAsync((_, _) => Task.FromResult(new PagePlan(streamIds, decide, alongside)), cancellation);

    /// <summary>The same where streams and decisions rest on what stands in tables: the plan is made in the transaction,
    /// before any stream is read.</summary>
    /// <param name="plan">Reads, and locks, what it needs by the session; called again on a retry.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<StreamChange>> TransactAsync(
        Func<IDocumentSession, CancellationToken, Task<PagePlan>> plan, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryTransactAsync(plan, cancellation);
            }
            catch (Exception fault) when (Conflicts.Is(fault))
            {
                if (attempt == Attempts)
                {
                    throw new VersionConflictException($"A page still conflicts after {attempt} attempts.", fault);
                }
            }
        }
    }

    private async Task<IReadOnlyList<StreamChange>> TryTransactAsync(
        Func<IDocumentSession, CancellationToken, Task<PagePlan>> plan, CancellationToken cancellation)
    {
        // Disposing rolls back what was not committed.
        await using var session = store.LightweightSession();
        await session.BeginTransactionAsync(cancellation);
        var made = await plan(session, cancellation);
        var (ids, decide) = (made.StreamIds.Distinct().ToArray(), made.Decide);
        var slices = await streams.ReadAsync(session, ids, made.Events, cancellation);
        var decided = ids.ToDictionary(id => id, id => decide(slices[id]));

        // Locked as late as can be: while one transaction decides, another writes. What moved meanwhile is decided again.
        var moved = await LockAsync(
            session, [.. slices.Values.Where(slice => slice.Version > 0 && decided[slice.Id].Count > 0)], cancellation);
        foreach (var (id, slice) in await streams.ReadAsync(session, moved, made.Events, cancellation))
        {
            slices[id] = slice;
            decided[id] = decide(slice);
        }

        var now = clock.GetUtcNow();
        var changes = new List<StreamChange>(ids.Length);
        var headers = new List<EventHeaders>(ids.Length);
        foreach (var id in ids.Where(id => decided[id].Count > 0))
        {
            changes.Add(new StreamChange(slices[id], PageAppend.Wrap(types, slices[id], decided[id], now)));
            headers.AddRange(decided[id].Select(e => e.Headers with { Software = software }));
        }

        if (changes.Count > 0)
        {
            PageAppend.Queue(session, types, changes, headers, now);
            if (made.Events is null)
            {
                PageChanges.Set(session, changes);
            }

            var appended = changes.SelectMany(change => change.Appended).ToList();
            foreach (var projection in projections)
            {
                await projection.ApplyAsync(session, appended, cancellation);
            }
        }

        made.Alongside?.Invoke(new TransactionWork(session, changes, now, applied));
        await session.SaveChangesAsync(cancellation);
        if (changes.Count > 0)
        {
            feed.Appended();
        }

        return changes;
    }

    /// <summary>Locks the rows of streams until the transaction ends.</summary>
    /// <returns>Those that have got events since they were read.</returns>
    private static async Task<string[]> LockAsync(
        IDocumentSession session, IReadOnlyCollection<StreamSlice> read, CancellationToken cancellation)
    {
        if (read.Count == 0)
        {
            return [];
        }

        await using var command = new NpgsqlCommand(
            "select id, version from mt_streams where id = any ($1) order by id for no key update");
        command.Parameters.Add(SqlOperation.Array(read.Select(slice => slice.Id).ToArray(), NpgsqlDbType.Varchar));
        await using var reader = await ((IMartenSession)session).ExecuteReaderAsync(command, cancellation);
        var versions = new Dictionary<string, long>(read.Count);
        while (await reader.ReadAsync(cancellation))
        {
            versions.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return [.. read.Where(slice => slice.Version != versions.GetValueOrDefault(slice.Id)).Select(slice => slice.Id)];
    }
}

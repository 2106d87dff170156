using System.Collections.Concurrent;
using JasperFx.Events.Daemon;
using JasperFx.Events.Daemon.HighWater;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Daemon;
using Marten.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>How far a rebuild is: positions of the feed, of how many.</summary>
/// <param name="Fault">Why it ended before its end; null while it runs and where it is done.</param>
public sealed record RebuildProgress(string Projection, long Done, long Of, bool IsRunning, string? Fault);

/// <summary>A projection's rows are not whole: it is being rebuilt, or a rebuild was broken off.</summary>
public sealed class ProjectionRebuildingException(string projection)
    : PassingFaultException($"The projection {projection} is being rebuilt.");

/// <summary>Computes projections anew by Marten's daemon.</summary>
/// <remarks>
/// The daemon commits page by page. A writer that went on beside it would fold its row from a stream that the daemon has
/// not come to yet, and the daemon would then put an older row over it. So writers wait until the rebuild is done: they all
/// write mt_streams, which is locked for them. Queries of the projection are refused meanwhile, also after a crash: the mark
/// stands in a table until a rebuild has come to its end.
/// </remarks>
public sealed class Rebuilds
{
    /// <summary>A condition for a query's SQL: no rebuild of any projection is under way or broken off. The mark is committed
    /// before a row is taken away, so one snapshot shows either all rows or the mark.</summary>
    public const string AreWhole = "not exists (select from projection_rebuild)";

    private static readonly TimeSpan Limit = TimeSpan.FromHours(6);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30); // what the daemon tells comes a little later than its return

    private readonly NpgsqlDataSource source;
    private readonly CountyDatabaseOptions options;
    private readonly ConcurrentDictionary<string, RebuildProgress> progress = new();

    internal Rebuilds(NpgsqlDataSource source, CountyDatabaseOptions options)
    {
        this.source = source;
        this.options = options;
    }

    /// <summary>The names of the projections that can be rebuilt.</summary>
    public IEnumerable<string> Names => options.Projections.Select(projection => projection.Name);

    /// <summary>The projection of a name as people type it; null where there is none.</summary>
    public string? Find(string name) => Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>How far the last rebuild in this process is; null where there was none.</summary>
    public RebuildProgress? ProgressOf(string projection) => progress.GetValueOrDefault(projection);

    /// <summary>The projections whose rows were not whole when this process looked last: at its start, and after its own rebuilds.</summary>
    public IReadOnlyList<string> Unfinished { get; private set; } = [];

    /// <summary>Looks which projections' rows are not whole.</summary>
    public async Task<IReadOnlyList<string>> UnfinishedAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select projection from projection_rebuild order by projection");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellation))
        {
            names.Add(reader.GetString(0));
        }

        Unfinished = names;
        return names;
    }

    /// <summary>Call before a query of a projection's tables, unless its SQL asks itself (<see cref="AreWhole"/>).</summary>
    /// <exception cref="ProjectionRebuildingException">Its rows are not whole.</exception>
    public async Task RefuseAsync(string projection, CancellationToken cancellation)
    {
        if ((await UnfinishedAsync(cancellation)).Contains(projection))
        {
            throw new ProjectionRebuildingException(projection);
        }
    }

    /// <summary>Empties the projection's tables and fills them from all events. Appends wait until it is done.</summary>
    /// <returns>The last event's position.</returns>
    public async Task<long> RunAsync(string projection, CancellationToken cancellation)
    {
        if (!Names.Contains(projection))
        {
            throw new ArgumentException($"There is no projection {projection}.", nameof(projection));
        }

        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, "lock table mt_streams in exclusive mode", cancellation);

        // Committed beside the lock, and at once: it has to be there after a crash.
        await MarkAsync(projection, cancellation);
        var head = await HeadAsync(connection, cancellation);
        progress[projection] = new RebuildProgress(projection, 0, head, IsRunning: true, Fault: null);
        try
        {
            await RebuildAsync(projection, head, cancellation);
            await UnmarkAsync(projection, cancellation);
            await UnfinishedAsync(cancellation);
            progress[projection] = new RebuildProgress(projection, head, head, IsRunning: false, Fault: null);
            return head;
        }
        catch (Exception fault)
        {
            progress[projection] = progress[projection] with { IsRunning = false, Fault = ServerFaults.Name(fault) };
            throw;
        }
    }

    private async Task RebuildAsync(string projection, long head, CancellationToken cancellation)
    {
        if (head == 0)
        {
            await EmptyAsync(projection, cancellation);
            return;
        }

        await using var store = CountyStore.Open(source, options, isForRebuild: true);
        var database = (MartenDatabase)store.Storage.Database;
        using var daemon = new ProjectionDaemon(store, database, NullLogger.Instance, new WholeFeed(head, database.DatabaseUri));
        var ended = new TaskCompletionSource<ShardState>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watched = daemon.Tracker.Subscribe(new Watch(state =>
        {
            progress[projection] = progress[projection] with { Done = Math.Max(progress[projection].Done, Math.Min(state.Sequence, head)) };
            if (state.Exception is not null || state.Action is ShardAction.Stopped or ShardAction.Paused)
            {
                ended.TrySetResult(state);
            }
        }));
        await daemon.RebuildProjectionAsync(projection, Limit, cancellation);

        // A shard that could not read or apply an event stops, and the daemon's call returns all the same.
        var last = await ended.Task.WaitAsync(EndLimit, cancellation);
        if (last.Exception is not null || progress[projection].Done < head)
        {
            throw new InvalidOperationException(
                $"The rebuild of {projection} stopped at {progress[projection].Done} of {head}, at an event that could not be read or applied.",
                last.Exception);
        }
    }

    private async Task EmptyAsync(string projection, CancellationToken cancellation)
    {
        foreach (var table in options.Projections.Single(one => one.Name == projection).Tables)
        {
            await using var command = source.CreateCommand($"truncate {table}");
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    private async Task MarkAsync(string projection, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "insert into projection_rebuild (projection, started_at) values ($1, $2) on conflict (projection) do nothing");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = options.Clock.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task UnmarkAsync(string projection, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("delete from projection_rebuild where projection = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<long> HeadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select coalesce(max(seq_id), 0) from mt_events", connection);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>All that stands is to be read. Marten's own detector would stop at a number that a waiting writer has drawn:
    /// that writer puts its rows itself, when the rebuild is done.</summary>
    private sealed class WholeFeed(long head, Uri database) : IHighWaterDetector
    {
        public Uri DatabaseUri => database;

        public Task<HighWaterStatistics> Detect(CancellationToken token) => Task.FromResult(Statistics());

        public Task<HighWaterStatistics> DetectInSafeZone(CancellationToken token) => Detect(token);

        private HighWaterStatistics Statistics() => new()
        {
            LastMark = head, CurrentMark = head, HighestSequence = head, SafeStartMark = head, Timestamp = DateTimeOffset.UnixEpoch,
        };
    }

    private sealed class Watch(Action<ShardState> seen) : IObserver<ShardState>
    {
        public void OnNext(ShardState value)
        {
            if (value.ShardName != ShardState.HighWaterMark)
            {
                seen(value);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}

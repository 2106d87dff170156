using Npgsql;

namespace ResidentInsurance.Feeds;

/// <summary>The event streams of one county in one service: append, load, and the feed of all events in order.
/// It is a port: Marten, opened on the same tables, could stand behind it.</summary>
public interface IEventStore
{
    /// <summary>The stream with all its events in version order; an empty slice of version 0 if there is none.</summary>
    Task<StreamSlice> LoadAsync(string streamId, CancellationToken cancellation);

    /// <summary>The stream, and before it, in the same round trip, what another query answers.</summary>
    /// <param name="query">Of the same database. What it answers may be older than the stream, never newer.</param>
    /// <param name="read">Reads the query's rows.</param>
    Task<(StreamSlice Stream, T Answer)> LoadAsync<T>(
        string streamId, NpgsqlBatchCommand query, Func<NpgsqlDataReader, CancellationToken, Task<T>> read,
        CancellationToken cancellation);

    /// <summary>The streams by id, each as <see cref="LoadAsync(string, CancellationToken)"/> gives it, but for the headers.</summary>
    Task<IReadOnlyDictionary<string, StreamSlice>> LoadAsync(
        IReadOnlyCollection<string> streamIds, CancellationToken cancellation);

    /// <summary>All streams whose id begins with <paramref name="idPrefix"/>, in id order, one at a time in memory.</summary>
    IAsyncEnumerable<StreamSlice> ReadStreamsAsync(string idPrefix, CancellationToken cancellation);

    /// <summary>Loads the streams, decides each, locks those that get events, appends all and commits, in one transaction
    /// of three round trips; two where all of them are new. Events are numbered in the order of <paramref name="streamIds"/>.</summary>
    /// <param name="streamIds">May be empty: then only the work alongside is done.</param>
    /// <param name="decide">Pure; called for each stream, and again for one that another writer was faster with.</param>
    /// <param name="alongside">Adds commands to the same transaction; called after all decisions, again on a retry.
    /// Without events and without commands nothing is written.</param>
    /// <exception cref="VersionConflictException">Other writers were faster too often in a row.</exception>
    /// <exception cref="NpgsqlException">A fault of the server; whether the transaction was committed may be
    /// unknown, so the caller runs it again and <paramref name="decide"/> finds what is already done.</exception>
    Task<TransactResult> TransactAsync(
        IReadOnlyCollection<string> streamIds,
        Func<StreamSlice, IReadOnlyList<NewEvent>> decide,
        Action<TransactionWork>? alongside,
        CancellationToken cancellation);

    /// <summary>Appends to one stream that the caller has read at <paramref name="expectedVersion"/> (0: not there).
    /// One round trip, unless inline projections need the stream.</summary>
    /// <exception cref="VersionConflictException">The stream has another version; nothing was written.</exception>
    Task<TransactResult> AppendAsync(
        string streamId, long expectedVersion, IReadOnlyList<NewEvent> events, CancellationToken cancellation);

    /// <summary>The next events after a position, out of at most <paramref name="limit"/>, in an order that never changes:
    /// an event that commits late is waited for, numbers that were rolled back are passed, and so are internal events
    /// (<see cref="EventTypes.AddInternal"/>).</summary>
    Task<FeedSlice> ReadFeedAsync(long after, int limit, CancellationToken cancellation);

    /// <summary>The last committed event's position; 0 if there is none.</summary>
    Task<long> HeadAsync(CancellationToken cancellation);

    /// <summary>Completes with the next append of this process after the call. Take it before reading the feed, wait
    /// for it (with a limit: other processes append too) when there was nothing to read.</summary>
    Task NextAppend();

    /// <summary>The traces of this process's appends that no page has taken on yet.</summary>
    AppendTraces Traces { get; }
}

/// <summary>A stream as it was read.</summary>
/// <param name="version">The version of the last event; 0 for a stream that does not exist.</param>
public sealed class StreamSlice(string id, long version, IReadOnlyList<StoredEvent> events)
{
    private readonly StreamSlice? before;
    private object? state;

    private StreamSlice(StreamSlice before, IReadOnlyList<StoredEvent> appended)
        : this(before.Id, appended[^1].Version, before.Version == 0 ? appended : [.. before.Events, .. appended]) =>
        this.before = before;

    public string Id { get; } = id;

    public long Version { get; } = version;

    public IReadOnlyList<StoredEvent> Events { get; } = events;

    public static StreamSlice Empty(string id) => new(id, 0, []);

    /// <summary>What the events come to. Decision and projections of a transaction ask for the same: it is kept, and goes
    /// on from the state before where events were appended.</summary>
    /// <param name="start">Immutable: the state before the first event.</param>
    /// <param name="evolve">Pure; a stream has one such function.</param>
    public TState Fold<TState>(TState start, Func<TState, object, TState> evolve)
        where TState : class?
    {
        if (state is TState known)
        {
            return known;
        }

        var reached = before is null ? start : before.Fold(start, evolve);
        for (var i = before?.Events.Count ?? 0; i < Events.Count; i++)
        {
            reached = evolve(reached, Events[i].Data);
        }

        state = reached;
        return reached;
    }

    internal StreamSlice With(IReadOnlyList<StoredEvent> appended) => appended.Count == 0 ? this : new(this, appended);
}

/// <summary>An event to append; <paramref name="Data"/> is of a type registered in <see cref="EventTypes"/>.</summary>
public sealed record NewEvent(object Data, EventHeaders Headers);

/// <summary>A piece of the feed.</summary>
/// <param name="Events">In order, all that there will ever be in (after, <paramref name="UpTo"/>], but for internal ones.</param>
/// <param name="UpTo">The position reached, to read on from.</param>
/// <param name="IsWaiting">True where events may be there, but one before them has not yet committed or been rolled
/// back: look again soon.</param>
public sealed record FeedSlice(IReadOnlyList<StoredEvent> Events, long UpTo, bool IsWaiting);

/// <summary>What a transaction did.</summary>
/// <param name="Appended">In the order of their numbers, which are not known here (<see cref="StoredEvent.Sequence"/> is 0).</param>
public sealed record TransactResult(IReadOnlyList<StoredEvent> Appended)
{
    public static TransactResult Nothing { get; } = new([]);
}

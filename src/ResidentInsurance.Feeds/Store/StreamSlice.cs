using JasperFx.Events;

namespace ResidentInsurance.Feeds;

/// <summary>A stream as it was read.</summary>
/// <param name="version">The version of the last event; 0 for a stream that does not exist.</param>
public sealed class StreamSlice(string id, long version, IReadOnlyList<IEvent> events)
{
    private readonly StreamSlice? before;
    private object? state;

    private StreamSlice(StreamSlice before, IReadOnlyList<IEvent> appended)
        : this(before.Id, appended[^1].Version, before.Version == 0 ? appended : [.. before.Events, .. appended]) =>
        this.before = before;

    public string Id { get; } = id;

    public long Version { get; } = version;

    public IReadOnlyList<IEvent> Events { get; } = events;

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

    internal StreamSlice With(IReadOnlyList<IEvent> appended) => appended.Count == 0 ? this : new(this, appended);
}

/// <summary>An event to append; <paramref name="Data"/> is of a type registered in <see cref="EventTypes"/>.</summary>
public sealed record NewEvent(object Data, EventHeaders Headers);

/// <summary>What a transaction appends to one stream.</summary>
/// <param name="Before">The stream without the new events.</param>
/// <param name="Appended">The new events. In a page's transaction their <see cref="IEvent.Sequence"/> is 0, as it is not
/// drawn yet, and they carry no headers.</param>
public sealed record StreamChange(StreamSlice Before, IReadOnlyList<IEvent> Appended)
{
    private StreamSlice? after;

    /// <summary>The stream with the new events.</summary>
    public StreamSlice After => after ??= Before.With(Appended);
}

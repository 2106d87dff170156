namespace ResidentInsurance.Feeds;

/// <summary>An event as stored.</summary>
public sealed class StoredEvent
{
    private readonly StoredHeaders? unread;
    private EventHeaders? headers;

    public StoredEvent(
        long sequence, Guid id, string streamId, long version, object data, DateTimeOffset recordedAt, EventHeaders headers)
    {
        Sequence = sequence;
        Id = id;
        StreamId = streamId;
        Version = version;
        Data = data;
        RecordedAt = recordedAt;
        this.headers = headers;
    }

    internal StoredEvent(
        long sequence, Guid id, string streamId, long version, object data, DateTimeOffset recordedAt, StoredHeaders? unread)
        : this(sequence, id, streamId, version, data, recordedAt, headers: null!) => this.unread = unread;

    /// <summary>Its position in the feed; 0 where it is about to be appended, as inline projections see it.</summary>
    public long Sequence { get; }

    public Guid Id { get; }

    public string StreamId { get; }

    /// <summary>Its number in its stream, from 1 on.</summary>
    public long Version { get; }

    /// <summary>An instance of a type registered in <see cref="EventTypes"/>.</summary>
    public object Data { get; }

    public DateTimeOffset RecordedAt { get; }

    /// <summary>Where it comes from: known of an event that was just appended, and of one that was read with its stream
    /// alone (<see cref="IEventStore.LoadAsync(string, CancellationToken)"/>).</summary>
    /// <exception cref="InvalidOperationException">It was read with many: no decision and no projection rests on headers.</exception>
    public EventHeaders Headers => headers ??= unread?.Read()
        ?? throw new InvalidOperationException("Headers are read with a single stream alone.");
}

/// <summary>Where an event comes from.</summary>
/// <param name="Actor">Who caused it: a user, or a service.</param>
/// <param name="Source">A file's hash and line, or a request.</param>
/// <param name="CorrelationId">The same for all that one request or file led to.</param>
/// <param name="CausationId">The event or message that led to this one.</param>
public sealed record EventHeaders(
    string Actor, string Source, string? CorrelationId = null, string? CausationId = null)
{
    /// <summary>The version of the software that appended the event; the store fills it in.</summary>
    public string? Software { get; init; }
}

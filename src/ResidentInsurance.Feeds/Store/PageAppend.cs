using JasperFx.Events;
using Marten;
using Npgsql;
using NpgsqlTypes;

namespace ResidentInsurance.Feeds;

/// <summary>Appends to many streams with three commands, whatever their number: stream rows, numbers and events.</summary>
/// <remarks>
/// Marten appends with a call for each stream; a file of half a million rows is half a million calls (docs/decisions/0080).
/// Its tables are written as Marten itself writes them: string ids, no tenants inside a database, no archived streams.
/// </remarks>
internal static class PageAppend
{
    private const string InsertStreams =
        "insert into mt_streams (id, version, timestamp, created) select id, version, $3, $3 from unnest($1, $2) as s (id, version)";

    // The rows are locked and there, so this only updates. An update joined with an array might be planned as a scan of the
    // whole table while that is small, and stay so when it has grown.
    private const string MoveStreams =
        """
        insert into mt_streams (id, version, timestamp, created) select id, version, $3, $3 from unnest($1, $2) as s (id, version)
        on conflict (id) do update set version = excluded.version, timestamp = excluded.timestamp
        """;

    private const string InsertEvents =
        """
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers, correlation_id, causation_id)
        select nextval('mt_events_sequence'), id, stream_id, version, data, type, $6, headers, correlation_id, causation_id
        from unnest($1, $2, $3, $4, $5, $7, $8, $9)
            as e (id, stream_id, version, data, type, headers, correlation_id, causation_id)
        """;

    /// <summary>The events of a stream as they will be stored.</summary>
    internal static IEvent[] Wrap(
        EventTypes types, StreamSlice before, IReadOnlyList<NewEvent> events, DateTimeOffset now)
    {
        var wrapped = new IEvent[events.Count];
        for (var i = 0; i < wrapped.Length; i++)
        {
            var e = wrapped[i] = types.Wrap(events[i].Data);
            e.Id = Guid.CreateVersion7(now);
            e.StreamKey = before.Id;
            e.Version = before.Version + i + 1;
            e.Timestamp = now;
        }

        return wrapped;
    }

    /// <summary>Queues the commands. This transaction has locked the rows of streams that exist and has seen their versions;
    /// so a conflict is found before numbers are drawn: a number that is rolled back is a hole that readers wait at.</summary>
    /// <param name="changes">In the order in which their events are numbered.</param>
    /// <param name="headers">Of the changes' events, in their order.</param>
    internal static void Queue(
        IDocumentSession session, EventTypes types, IReadOnlyList<StreamChange> changes, IReadOnlyList<EventHeaders> headers,
        DateTimeOffset now)
    {
        var time = new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };
        var ordered = changes.OrderBy(change => change.Before.Id, StringComparer.Ordinal).ToList();
        if (ordered.FindAll(change => change.Before.Version == 0) is { Count: > 0 } made)
        {
            session.Queue(InsertStreams,
                SqlOperation.Array(made, NpgsqlDbType.Varchar, change => change.Before.Id),
                SqlOperation.Array(made, NpgsqlDbType.Bigint, change => change.Appended[^1].Version), time);
        }

        if (ordered.FindAll(change => change.Before.Version > 0) is { Count: > 0 } moved)
        {
            session.Queue(MoveStreams,
                SqlOperation.Array(moved, NpgsqlDbType.Varchar, change => change.Before.Id),
                SqlOperation.Array(moved, NpgsqlDbType.Bigint, change => change.Appended[^1].Version), time);
        }

        var events = changes.SelectMany(change => change.Appended).ToList();
        session.Queue(InsertEvents,
            SqlOperation.Array(events, NpgsqlDbType.Uuid, e => e.Id),
            SqlOperation.Array(events, NpgsqlDbType.Varchar, e => e.StreamKey!),
            SqlOperation.Array(events, NpgsqlDbType.Bigint, e => e.Version),
            SqlOperation.Array(events, NpgsqlDbType.Jsonb, e => types.Serialize(e.Data)),
            SqlOperation.Array(events, NpgsqlDbType.Varchar, e => e.EventTypeName),
            time,
            SqlOperation.Array(headers, NpgsqlDbType.Jsonb, one => one.ToJson()),
            SqlOperation.Array(headers, NpgsqlDbType.Varchar, one => one.CorrelationId),
            SqlOperation.Array(headers, NpgsqlDbType.Varchar, one => one.CausationId));
    }
}

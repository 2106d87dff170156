using System.Runtime.CompilerServices;
using Npgsql;

namespace ResidentInsurance.EventStore;

/// <summary>Reads rows of mt_events.</summary>
internal sealed class EventRows(EventTypes types)
{
    internal const string Columns =
        "e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, e.data, e.headers, e.correlation_id, e.causation_id";

    internal StoredEvent Read(NpgsqlDataReader reader)
    {
        var data = types.Deserialize(reader.GetString(4), reader.GetFieldValue<byte[]>(6));
        return new StoredEvent(
            reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt64(3), data,
            reader.GetFieldValue<DateTimeOffset>(5), Headers(reader));
    }

    /// <summary>Reads rows that are ordered by stream and version, one stream after the other.</summary>
    internal async IAsyncEnumerable<StreamSlice> ReadStreamsAsync(
        NpgsqlDataReader reader,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        List<StoredEvent>? events = null;
        while (await reader.ReadAsync(cancellation))
        {
            var next = Read(reader);
            if (events is not null && events[0].StreamId == next.StreamId)
            {
                events.Add(next);
                continue;
            }

            if (events is not null)
            {
                yield return Slice(events);
            }

            events = [next];
        }

        if (events is not null)
        {
            yield return Slice(events);
        }
    }

    private static StreamSlice Slice(List<StoredEvent> events) => new(events[0].StreamId, events[^1].Version, events);

    private static StoredHeaders Headers(NpgsqlDataReader reader) => new(
        reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7),
        reader.IsDBNull(8) ? null : reader.GetString(8),
        reader.IsDBNull(9) ? null : reader.GetString(9));
}

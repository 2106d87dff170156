using System.Runtime.CompilerServices;
using Npgsql;

namespace ResidentInsurance.Feeds;

/// <summary>Reads rows of mt_events.</summary>
internal sealed class EventRows(EventTypes types)
{
    /// <summary>What decisions, projections and readers of the feed need: headers are for whoever looks into one stream.</summary>
    internal const string Columns = "e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, e.data";

    /// <summary>Without the data of events that are among the aliases of the parameter.</summary>
    internal const string ColumnsWithoutInternal =
        "e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, case when e.type <> all ($3) then e.data end";

    internal const string ColumnsWithHeaders = Columns + ", e.headers, e.correlation_id, e.causation_id";

    private const int DataAt = 6;
    private const int HeadersAt = 7;

    /// <summary>The aliases that <see cref="ColumnsWithoutInternal"/> asks for.</summary>
    internal string[] Internal { get; } = types.Internal;

    internal static bool IsInternal(NpgsqlDataReader reader) => reader.IsDBNull(DataAt);

    internal StoredEvent Read(NpgsqlDataReader reader)
    {
        var data = types.Deserialize(reader.GetString(4), reader.GetFieldValue<byte[]>(DataAt));
        return new StoredEvent(
            reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt64(3), data,
            reader.GetFieldValue<DateTimeOffset>(5), reader.FieldCount > HeadersAt ? Headers(reader) : null);
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
        reader.IsDBNull(HeadersAt) ? null : reader.GetFieldValue<byte[]>(HeadersAt),
        reader.IsDBNull(HeadersAt + 1) ? null : reader.GetString(HeadersAt + 1),
        reader.IsDBNull(HeadersAt + 2) ? null : reader.GetString(HeadersAt + 2));
}

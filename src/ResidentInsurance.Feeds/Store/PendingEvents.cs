using Npgsql;
using NpgsqlTypes;

namespace ResidentInsurance.Feeds;

/// <summary>The events of one transaction on their way to the tables.</summary>
internal sealed class PendingEvents(EventTypes types, string software, DateTimeOffset now)
{
    // Stream rows come first: with them the transaction can be seen to write before it draws event numbers, which the
    // reader of the feed relies on, and a conflict is found before numbers are drawn. They are written in id order.
    private const string InsertStreams =
        "insert into mt_streams (id, version, timestamp, created) select id, version, $3, $3 from unnest($1, $2) as s (id, version)";

    private const string InsertStream = "insert into mt_streams (id, version, timestamp, created) values ($1, $2, $3, $3)";

    // The rows are locked and there, so this only updates; an update joined with an array might be planned as a scan
    // of the whole table while that is small, and stay so when it has grown.
    private const string UpdateStreams =
        """
        insert into mt_streams (id, version, timestamp, created) select id, version, $3, $3 from unnest($1, $2) as s (id, version)
        on conflict (id) do update set version = excluded.version, timestamp = excluded.timestamp
        """;

    private const string UpdateStreamAtVersion =
        """
        update mt_streams set version = $2, timestamp = $3
        where id = $1 and case when version = $4 then true else stream_version_conflict() end
        """;

    private const string InsertEvents =
        """
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers, correlation_id, causation_id)
        select nextval('mt_events_sequence'), id, stream_id, version, data, type, $6, headers, correlation_id, causation_id
        from unnest($1, $2, $3, $4, $5, $7, $8, $9)
            as e (id, stream_id, version, data, type, headers, correlation_id, causation_id)
        """;

    // A fifth cheaper than an array of one.
    private const string InsertEvent =
        """
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers, correlation_id, causation_id)
        values (nextval('mt_events_sequence'), $1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    private readonly List<StreamChange> changes = [];
    private readonly List<StoredEvent> appended = [];

    internal DateTimeOffset Now { get; } = now;

    internal IReadOnlyList<StreamChange> Changes => changes;

    internal IReadOnlyList<StoredEvent> Appended => appended;

    internal void Add(StreamSlice before, IReadOnlyList<NewEvent> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        var stored = new StoredEvent[events.Count];
        for (var i = 0; i < stored.Length; i++)
        {
            var headers = events[i].Headers with { Software = software };
            stored[i] = new StoredEvent(
                0, Guid.CreateVersion7(Now), before.Id, before.Version + i + 1, events[i].Data, Now, headers);
        }

        appended.AddRange(stored);
        changes.Add(new StreamChange(before, stored));
    }

    /// <summary>Adds the commands for streams whose rows this transaction has locked, or knows not to be there.</summary>
    internal void AddTo(NpgsqlBatch batch)
    {
        AddStreams(batch, InsertStreams, changes.Where(change => change.Before.Version == 0));
        AddStreams(batch, UpdateStreams, changes.Where(change => change.Before.Version > 0));
        AddEvents(batch);
    }

    /// <summary>Adds the commands for one stream whose version is checked as it is written.</summary>
    internal void AddCheckedTo(NpgsqlBatch batch)
    {
        var change = changes[0];
        if (change.Before.Version == 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertStream)
            {
                Parameters =
                {
                    new NpgsqlParameter<string> { TypedValue = change.Before.Id },
                    new NpgsqlParameter<long> { TypedValue = change.Appended[^1].Version },
                    Time(),
                },
            });
        }
        else
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(UpdateStreamAtVersion)
            {
                Parameters =
                {
                    new NpgsqlParameter<string> { TypedValue = change.Before.Id },
                    new NpgsqlParameter<long> { TypedValue = change.Appended[^1].Version },
                    Time(),
                    new NpgsqlParameter<long> { TypedValue = change.Before.Version },
                },
            });
        }

        AddEvents(batch);
    }

    private void AddStreams(NpgsqlBatch batch, string sql, IEnumerable<StreamChange> some)
    {
        var ordered = some.OrderBy(change => change.Before.Id, StringComparer.Ordinal).ToArray();
        if (ordered.Length > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql)
            {
                Parameters =
                {
                    Column(ordered, change => change.Before.Id, NpgsqlDbType.Varchar),
                    Column(ordered, change => change.Appended[^1].Version, NpgsqlDbType.Bigint),
                    Time(),
                },
            });
        }
    }

    private void AddEvents(NpgsqlBatch batch) => batch.BatchCommands.Add(
        new NpgsqlBatchCommand(appended.Count == 1 ? InsertEvent : InsertEvents)
        {
            Parameters =
            {
                ValueOrColumn(e => e.Id, NpgsqlDbType.Uuid),
                ValueOrColumn(e => e.StreamId, NpgsqlDbType.Varchar),
                ValueOrColumn(e => e.Version, NpgsqlDbType.Bigint),
                ValueOrColumn(e => types.Serialize(e.Data), NpgsqlDbType.Jsonb),
                ValueOrColumn(e => types.AliasOf(e.Data), NpgsqlDbType.Varchar),
                Time(),
                ValueOrColumn(e => StoredHeaders.ToJson(e.Headers), NpgsqlDbType.Jsonb),
                ValueOrColumn(e => e.Headers.CorrelationId, NpgsqlDbType.Varchar),
                ValueOrColumn(e => e.Headers.CausationId, NpgsqlDbType.Varchar),
            },
        });

    private NpgsqlParameter ValueOrColumn<TValue>(Func<StoredEvent, TValue> value, NpgsqlDbType type) => appended.Count == 1
        ? new NpgsqlParameter<TValue> { TypedValue = value(appended[0]), NpgsqlDbType = type }
        : Column(appended, value, type);

    private NpgsqlParameter<DateTime> Time() =>
        new() { TypedValue = Now.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static NpgsqlParameter Column<TItem, TValue>(
        IReadOnlyList<TItem> items, Func<TItem, TValue> value, NpgsqlDbType type)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(items[i]);
        }

        return TransactionWork.Array(values, type);
    }
}

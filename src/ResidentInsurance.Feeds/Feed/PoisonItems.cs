using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Feeds;

/// <summary>An item of a source's feed that could not be read or decided.</summary>
/// <param name="Cause">An exception's type name and a code. Never an exception's message: it may quote a person.</param>
public sealed record PoisonItem(string Source, FeedItem Item, string Cause)
{
    /// <summary>The item with an exception's type and the name of the method that threw it as its cause.</summary>
    public static PoisonItem From(string source, FeedItem item, Exception exception)
    {
        var thrower = new StackTrace(exception).GetFrame(0)?.GetMethod();
        return new PoisonItem(source, item, $"{exception.GetType().Name} in {thrower?.DeclaringType?.Name}.{thrower?.Name}");
    }
}

/// <summary>A stored poison item.</summary>
/// <param name="Body">The item's JSON.</param>
/// <param name="Times">How often it came.</param>
public sealed record StoredPoisonItem(
    long Id, string Source, Guid EventId, string Stream, long Version, DateTimeOffset RecordedAt, string Type, string Body,
    string Cause, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, int Times);

/// <summary>The poison items of a county: what waits for a person.</summary>
public sealed class PoisonItems
{
    private readonly NpgsqlDataSource source;

    internal PoisonItems(NpgsqlDataSource source) => this.source = source;

    /// <summary>The items after an id, in order of id, at most <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<StoredPoisonItem>> ListAsync(long afterId, int limit, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            """
            select id, source, event_id, stream, version, recorded_at, type, body, cause, first_seen, last_seen, times
            from poison_item where id > $1 order by id limit $2
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = afterId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var items = new List<StoredPoisonItem>();
        while (await reader.ReadAsync(cancellation))
        {
            items.Add(Read(reader));
        }

        return items;
    }

    public async Task<long> CountAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select count(*) from poison_item");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Forgets an item that took effect.</summary>
    /// <returns>False where it came again since it was read: it is still poison, and stays.</returns>
    public async Task<bool> RemoveAsync(StoredPoisonItem item, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("delete from poison_item where id = $1 and times = $2");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = item.Id });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = item.Times });
        return await command.ExecuteNonQueryAsync(cancellation) > 0;
    }

    private static StoredPoisonItem Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetGuid(2), reader.GetString(3), reader.GetInt64(4),
        reader.GetFieldValue<DateTimeOffset>(5), reader.GetString(6), reader.GetString(7), reader.GetString(8),
        reader.GetFieldValue<DateTimeOffset>(9), reader.GetFieldValue<DateTimeOffset>(10), reader.GetInt32(11));

    internal static NpgsqlBatchCommand Insertion(PoisonItem poison, DateTimeOffset now) => new(
        """
        insert into poison_item (source, event_id, stream, version, recorded_at, type, body, cause, first_seen, last_seen)
        values ($1, $2, $3, $4, $9, $5, $6, $7, $8, $8)
        on conflict (source, event_id) do update
        set cause = excluded.cause, last_seen = excluded.last_seen, times = poison_item.times + 1
        """)
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = poison.Source },
            new NpgsqlParameter<Guid> { TypedValue = poison.Item.EventId },
            new NpgsqlParameter<string> { TypedValue = poison.Item.Stream },
            new NpgsqlParameter<long> { TypedValue = poison.Item.Version },
            new NpgsqlParameter<string> { TypedValue = poison.Item.Name },
            new NpgsqlParameter<string> { TypedValue = poison.Item.Body.GetRawText() },
            new NpgsqlParameter<string> { TypedValue = poison.Cause },
            new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            new NpgsqlParameter<DateTime> { TypedValue = poison.Item.RecordedAt.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        },
    };
}

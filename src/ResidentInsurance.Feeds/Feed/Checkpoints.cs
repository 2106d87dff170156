using Npgsql;
using NpgsqlTypes;

namespace ResidentInsurance.Feeds;

/// <summary>How far named readers of the feed have come (mt_event_progression).</summary>
public sealed class Checkpoints
{
    private readonly NpgsqlDataSource source;
    private readonly TimeProvider clock;

    internal Checkpoints(NpgsqlDataSource source, TimeProvider clock)
    {
        this.source = source;
        this.clock = clock;
    }

    /// <summary>The reader's position; 0 if it has none.</summary>
    public async Task<long> ReadAsync(string name, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select last_seq_id from mt_event_progression where name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return await command.ExecuteScalarAsync(cancellation) is long position ? position : 0;
    }

    /// <summary>Sets the reader's position, forward or back.</summary>
    public async Task WriteAsync(string name, long position, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Write(name, position, clock.GetUtcNow()));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    internal static NpgsqlBatchCommand Write(string name, long position, DateTimeOffset now) => new(
        """
        insert into mt_event_progression (name, last_seq_id, last_updated) values ($1, $2, $3)
        on conflict (name) do update set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated
        """)
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = name },
            new NpgsqlParameter<long> { TypedValue = position },
            new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        },
    };
}

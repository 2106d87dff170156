using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.EventStore;

namespace ResidentInsurance.Load.Store;

/// <summary>One new stream with one event a transaction, by as many sessions at once as a county's pool has. What the
/// feed's order costs is what this takes more than its reference, the same two inserts by which nobody could follow.</summary>
internal static class AppendSingle
{
    private const int Streams = 100_000;
    private const int Sessions = 8;
    private const int FeedPage = 1_000;

    private static readonly string[] Written = ["mt_streams", "mt_events"];

    public static Scenario Scenario { get; } = new(
        "append-single", "one stream a transaction, 8 sessions, feed in order", "events/s", Basis.Processor,
        [Goal.Ratio(0.85)], MeasureAsync);

    private static async Task<Measured> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var postgres = await bench.PostgresAsync(cancellation);
        await using var database = await postgres.OpenAsync("append-single", Account.Types, [], [], cancellation);
        var streams = bench.Scaled(Streams);
        return await bench.AlternateAsync(
            Appending(number => database.Events.AppendAsync(Account.Stream(number), 0, [Account.Opened(number)], cancellation)),
            Appending(number => InsertAsync(database, number, cancellation)));

        Step Appending(Func<int, Task> append)
        {
            var before = 0L;
            return new Step(
                async () =>
                {
                    await Tables.EmptyAsync(database, Written, cancellation);
                    before = await Tables.ScalarAsync(database, "select case when is_called then last_value else 0 end from mt_events_sequence", cancellation);
                },
                async () =>
                {
                    await Parallel.ForEachAsync(Enumerable.Range(0, streams),
                        new ParallelOptions { MaxDegreeOfParallelism = Sessions, CancellationToken = cancellation },
                        async (number, _) => await append(number));
                    return (long)streams;
                },
                () => CheckFeedAsync(database, before, streams, cancellation));
        }
    }

    private static async Task InsertAsync(CountyDatabase database, int number, CancellationToken cancellation)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        var (id, opened, now) = (Account.Stream(number), Account.Opened(number), TimeProvider.System.GetUtcNow().UtcDateTime);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "insert into mt_streams (id, version, timestamp, created) values ($1, 1, $2, $2)")
        {
            Parameters = { Text(id), Time(now) },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers)
            values (nextval('mt_events_sequence'), $1, $2, 1, $3, $4, $5, $6)
            """)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() }, Text(id), Json(Account.Types.Serialize(opened.Data)),
                Text(Account.Types.AliasOf(opened.Data)), Time(now), Json("""{"Actor":"bench","Source":"bench.csv/1","Software":"0.1.0"}"""u8.ToArray()),
            },
        });
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    // Every event once, in the order of its number.
    private static async Task CheckFeedAsync(CountyDatabase database, long after, int expected, CancellationToken cancellation)
    {
        var (read, last) = (0, after);
        while (await database.Events.ReadFeedAsync(last, FeedPage, cancellation) is { Events.Count: > 0 } slice)
        {
            read += slice.Events.Count;
            last = slice.UpTo;
        }

        if (read != expected)
        {
            throw new InvalidOperationException($"The feed has {read} events instead of {expected}.");
        }
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Varchar };

    private static NpgsqlParameter<DateTime> Time(DateTime value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static NpgsqlParameter<byte[]> Json(byte[] value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Jsonb };
}

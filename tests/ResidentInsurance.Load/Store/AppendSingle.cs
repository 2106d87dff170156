using Marten;
using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.Load.Store;

/// <summary>One new stream with one event a transaction by Marten's own append, by as many sessions at once as a county's pool has; the reference
/// is the same two inserts by themselves. Both are followed while they are written, so that the follower's own cost is in
/// both alike, and it must see every event in order. That the reference passes too is no accident: the order asks nothing of
/// a writer but what drawing a number does anyway; the rest is the reader's part.</summary>
internal static class AppendSingle
{
    private const int Streams = 100_000;
    private const int Sessions = 8;

    private static readonly string[] Written = ["mt_streams", "mt_events"];

    public static Scenario Scenario { get; } = new(
        "append-single", "one stream a transaction by Marten's own append, 8 sessions, feed in order", "events/s", Basis.Processor,
        [], MeasureAsync);

    private static async Task<Measured> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var postgres = await bench.PostgresAsync(cancellation);
        await using var database = await postgres.OpenAsync("append-single", Account.Types, [], [], cancellation);
        await using var followed = await postgres.OpenAsync("append-single", Account.Types, [], [], cancellation);
        var streams = bench.Scaled(Streams);
        var (looks, heldBack) = (0, 0);
        var measured = await bench.AlternateAsync(
            Appending(number => StartAsync(database, number, cancellation)),
            Appending(number => InsertAsync(database, number, cancellation)));
        return measured with
        {
            Note = $"followed while written, no event missed; {heldBack:N0} of {looks:N0} looks ended before a number that was still to come",
        };

        Step Appending(Func<int, Task> append)
        {
            FeedFollower? follower = null;
            return new Step(
                async () =>
                {
                    await Tables.EmptyAsync(database, Written, cancellation);
                    var before = await Tables.ScalarAsync(database, "select case when is_called then last_value else 0 end from mt_events_sequence", cancellation);
                    follower = new FeedFollower(followed, before);
                },
                async () =>
                {
                    var writing = Parallel.ForEachAsync(Enumerable.Range(0, streams),
                        new ParallelOptions { MaxDegreeOfParallelism = Sessions, CancellationToken = cancellation },
                        async (number, _) => await append(number));
                    await follower!.WhileAsync(writing, cancellation);
                    return (long)streams;
                },
                async () =>
                {
                    await follower!.ToEndAsync(cancellation);
                    if (follower.Seen != streams)
                    {
                        throw new InvalidOperationException($"Who followed the feed saw {follower.Seen} events of {streams}.");
                    }

                    (looks, heldBack) = (looks + follower.Looks, heldBack + follower.HeldBack);
                });
        }
    }

    private static async Task StartAsync(CountyDatabase database, int number, CancellationToken cancellation)
    {
        await using var session = database.Store.LightweightSession();
        var opened = Account.Opened(number);
        session.Events.StartStream(Account.Stream(number), database.Append(session, opened.Headers).Of(opened.Data));
        await session.SaveChangesAsync(cancellation);
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

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Varchar };

    private static NpgsqlParameter<DateTime> Time(DateTime value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static NpgsqlParameter<byte[]> Json(byte[] value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Jsonb };
}

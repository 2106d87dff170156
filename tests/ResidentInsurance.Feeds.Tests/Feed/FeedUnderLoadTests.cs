using Marten;
using Marten.Exceptions;
using Npgsql;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds.Tests;

/// <summary>Slow and fast writers, failing ones and killed ones, and readers that must neither skip nor repeat.</summary>
public sealed class FeedUnderLoadTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Writers = 8;
    private const int TransactionsPerWriter = 12;
    private const int Seeds = 50;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_beside_slow_fast_and_failing_writers_neither_skip_nor_repeat()
    {
        await using var database = await postgres.Options("load").OpenAsync();
        await using var other = await postgres.Options("load").OpenAsync(); // a second process's store
        FeedFollower[] followers = [new(new TestStore(database), 1), new(new TestStore(other), 2)];
        for (var seed = 0; seed < Seeds; seed++)
        {
            var first = seed * Writers;
            var writers = Task.WhenAll(Enumerable.Range(first, Writers).Select(n => Task.Run(() => WriteAsync(database, n))));
            await Task.WhenAll(followers.Select(follower => Task.Run(() => follower.FollowAsync(writers))));
            await writers;
        }

        foreach (var follower in followers)
        {
            await follower.MustHaveSeenAllAsync(database);
            AssertStreamsInOrder(follower.Seen);
        }

        Assert.True(followers[0].Position > followers[0].Seen.Count, "there were no holes: the test shows nothing");
    }

    [Fact]
    public async Task A_writing_process_that_is_killed_leaves_whole_transactions_and_a_feed_that_goes_on()
    {
        var options = postgres.Options("killed");
        await using var database = await options.OpenAsync();
        var acknowledged = new List<string>();
        var follower = new FeedFollower(new TestStore(database), 3);
        for (var round = 0; round < 3; round++)
        {
            using var process = WritingProcess.Start(options, $"round-{round}", hangAt: 0);
            await Eventually.True(
                async () => await follower.ReadAsync() && process.Committed.Count > 30 + (17 * round),
                "the process writes");
            await process.KillAsync();
            acknowledged.AddRange(process.Committed);
        }

        await Eventually.True(async () => await OtherSessionsAsync(database) == 0, "the killed sessions have ended");
        await new TestStore(database).AppendAsync("account-last", 0, [Given.Opened()], Cancellation);
        await follower.FollowAsync(Task.CompletedTask);
        await follower.MustHaveSeenAllAsync(database);
        var byTransaction = follower.Seen.Where(e => e.StreamKey != "account-last")
            .GroupBy(e => e.StreamKey![..e.StreamKey!.LastIndexOf('-')])
            .ToDictionary(group => group.Key, group => group.Count());
        Assert.All(byTransaction.Values, count => Assert.Equal(2 * WritingProcess.StreamsPerTransaction, count));
        Assert.All(acknowledged, name => Assert.True(byTransaction.ContainsKey(name), $"{name} was committed and is lost"));
    }

    [Fact]
    public async Task A_process_killed_between_insert_and_commit_leaves_a_whole_transaction_or_a_hole()
    {
        var options = postgres.Options("hung");
        await using var database = await options.OpenAsync();
        await using var holder = await HoldAsync(database, 4711);
        using var process = WritingProcess.Start(options, "hung", hangAt: 4711);
        await Eventually.True(async () => await WaitingForLockAsync(database) == 1, "the process is before its commit");
        await new TestStore(database).AppendAsync("account-after", 0, [Given.Opened()], Cancellation);
        Assert.True((await database.Feed.ReadAsync(0, 10, Cancellation)).IsWaiting);

        await process.KillAsync();

        // The server has had the whole batch, and notices that its client is dead only when it next writes to it.
        await holder.DisposeAsync();
        await MustHoldOnlyAsync(database, process.Committed);
    }

    [Fact]
    public async Task A_session_terminated_between_insert_and_commit_leaves_nothing_but_a_hole()
    {
        await using var database = await postgres.Options("terminated").OpenAsync();
        await using var holder = await HoldAsync(database, 4712);
        var hanging = database.Pages.TransactAsync(
            ["account-hanging"], _ => [Given.Opened()], work => work.Add("select pg_advisory_xact_lock(4712)"), Cancellation);
        await Eventually.True(async () => await WaitingForLockAsync(database) == 1, "the transaction is before its commit");
        await new TestStore(database).AppendAsync("account-after", 0, [Given.Opened()], Cancellation);

        await ScalarAsync<bool>(database,
            "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()");
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => hanging);
        Assert.True(ServerFaults.Is(fault));

        await MustHoldOnlyAsync(database, []);
        await holder.DisposeAsync();
        await database.Pages.TransactAsync(["account-hanging"], _ => [Given.Opened()], null, Cancellation);
    }

    // Where the server went on to the commit before it saw that its client is dead, the transaction stands whole.
    private static async Task MustHoldOnlyAsync(CountyDatabase database, IReadOnlyList<string> acknowledged)
    {
        Assert.Empty(acknowledged);
        await Eventually.True(
            async () => (await database.Feed.ReadAsync(0, 10, Cancellation)).Events.Count > 0, "the hole is passed");
        var follower = new FeedFollower(new TestStore(database), 5);
        await follower.FollowAsync(Task.CompletedTask);
        await follower.MustHaveSeenAllAsync(database);
        Assert.Contains(follower.Seen, e => e.StreamKey == "account-after");
        var streams = follower.Seen.Where(e => e.StreamKey != "account-after").ToList();
        Assert.True(streams.Count is 0 or 2 * WritingProcess.StreamsPerTransaction, "a transaction is there in part");
        Assert.Equal(1 + (streams.Count / 2), await ScalarAsync<long>(database, "select count(*) from mt_streams"));
    }

    // Pages and Marten's own appends in turn, some slow, some that fail after their numbers were drawn.
    private static async Task WriteAsync(CountyDatabase database, int writer)
    {
        var random = new Random(writer);
        var store = new TestStore(database);
        for (var i = 0; i < TransactionsPerWriter; i++)
        {
            if (random.Next(3) == 0)
            {
                await AppendStockAsync(database, random, $"stock-{writer}-{i}");
                continue;
            }

            string[] ids = [$"shared-{random.Next(20)}", $"own-{writer}-{i}"];
            string? after = random.Next(10) switch
            {
                0 => "select pg_sleep(0.02)",
                1 => "select 1 / 0",
                _ => null,
            };
            try
            {
                await store.TransactAsync(
                    ids, slice => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Given.PaidIn(i))],
                    after is null ? null : work => work.Add(after), Cancellation);
            }
            catch (MartenCommandException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.DivisionByZero })
            {
                // Rolled back with its numbers drawn: a hole.
            }
        }
    }

    private static async Task AppendStockAsync(CountyDatabase database, Random random, string own)
    {
        await using var session = database.Store.LightweightSession();
        session.Events.Append($"shared-{random.Next(20)}", Given.PaidIn(1).Data);
        session.Events.StartStream(own, Given.Opened().Data, Given.PaidIn(2).Data);
        session.Queue(random.Next(6) switch
        {
            0 => "do $$ begin perform pg_sleep(0.02); end $$", 1 => "do $$ begin perform 1 / 0; end $$", _ => "do $$ begin null; end $$",
        });
        try
        {
            await session.SaveChangesAsync(Cancellation);
        }
        catch (Exception fault) when (Conflicts.Is(fault) || fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.DivisionByZero })
        {
            // Rolled back with its numbers drawn: a hole.
        }
    }

    private static void AssertStreamsInOrder(IReadOnlyList<JasperFx.Events.IEvent> seen)
    {
        foreach (var stream in seen.GroupBy(e => e.StreamKey))
        {
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(n => (long)n), stream.Select(e => e.Version));
        }
    }

    private static async Task<NpgsqlConnection> HoldAsync(CountyDatabase database, long key)
    {
        var connection = await database.Source.OpenConnectionAsync(Cancellation);
        await using var command = new NpgsqlCommand($"begin; select pg_advisory_xact_lock({key})", connection);
        await command.ExecuteNonQueryAsync(Cancellation);
        return connection;
    }

    private static Task<long> WaitingForLockAsync(CountyDatabase database) => ScalarAsync<long>(database,
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()");

    private static Task<long> OtherSessionsAsync(CountyDatabase database) => ScalarAsync<long>(database,
        "select count(*) from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()");

    private static async Task<T> ScalarAsync<T>(CountyDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}

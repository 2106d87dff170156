using System.Collections.Concurrent;
using Npgsql;

namespace ResidentInsurance.Feeds.Tests;

public sealed class ConcurrencyTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private CountyDatabase database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TestStore Store => new(database);

    public async ValueTask InitializeAsync() => database = await postgres.Options("concurrency").OpenAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Of_many_writers_on_one_version_exactly_one_wins()
    {
        for (var version = 0; version < 20; version++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(writer => Task.Run(async () =>
            {
                try
                {
                    await Store.AppendAsync("account-contested", version, [Given.PaidIn(writer)], Cancellation);
                    return true;
                }
                catch (VersionConflictException)
                {
                    return false;
                }
            })));
            Assert.Single(outcomes, won => won);
        }

        Assert.Equal(20, (await Store.LoadAsync("account-contested", Cancellation)).Version);
    }

    [Fact]
    public async Task Decisions_on_one_stream_see_each_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await Store.TransactAsync(
                    ["account-counted"], stream => [Given.PaidIn(stream.Events.Count)], null, Cancellation);
            }
        })));

        var stream = await Store.LoadAsync("account-counted", Cancellation);
        Assert.Equal(
            Enumerable.Range(0, 160).Select(n => Money.FromYuan(n)),
            stream.Events.Select(e => ((MoneyPaidIn)e.Data).Amount));
    }

    [Fact]
    public async Task Who_decides_holds_no_writer_up_and_decides_again_what_moved()
    {
        await Store.AppendAsync("account-moved", 0, [Given.Opened()], Cancellation);
        var decided = new ConcurrentQueue<(string, long)>();
        var deciding = new TaskCompletionSource();
        using var written = new ManualResetEventSlim();
        var slow = Task.Run(() => Store.TransactAsync(
            ["account-moved", "account-unmoved"],
            stream =>
            {
                decided.Enqueue((stream.Id, stream.Version));
                deciding.TrySetResult();
                written.Wait(Cancellation);
                return [Given.PaidIn((int)stream.Version)];
            },
            null, Cancellation));

        await deciding.Task;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30)); // where it is held up, it would wait for ever
        try
        {
            await Store.AppendAsync("account-moved", 1, [Given.PaidIn(7)], limit.Token);
        }
        finally
        {
            written.Set();
            await slow;
        }

        Assert.Equal([("account-moved", 1L), ("account-unmoved", 0L), ("account-moved", 2L)], decided);
        var stream = await Store.LoadAsync("account-moved", Cancellation);
        Assert.Equal([Money.FromYuan(7), Money.FromYuan(2)], stream.Events.Skip(1).Select(e => ((MoneyPaidIn)e.Data).Amount));
    }

    [Fact]
    public async Task A_stream_that_many_want_to_begin_begins_once()
    {
        var results = new ConcurrentBag<int>();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(async () =>
        {
            var result = await Store.TransactAsync(
                ["account-new", "account-new-too"], stream => stream.Version == 0 ? [Given.Opened()] : [], null, Cancellation);
            results.Add(result.Appended.Count);
        })));
        Assert.Equal(2, results.Sum());
        Assert.Equal(1, (await Store.LoadAsync("account-new", Cancellation)).Version);
    }

    [Fact]
    public async Task Pages_with_the_same_streams_in_opposite_order_do_not_lock_each_other_out()
    {
        var ids = Enumerable.Range(0, 30).Select(n => $"account-page-{n:00}").ToArray();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                await Store.TransactAsync(
                    writer % 2 == 0 ? ids : [.. ids.Reverse()], _ => [Given.PaidIn(writer)], null, Cancellation);
            }
        })));
        var streams = await Store.LoadAsync(ids, Cancellation);
        Assert.All(streams.Values, stream => Assert.Equal(40, stream.Version));
    }

    [Fact]
    public async Task A_deadlock_of_work_alongside_is_done_again()
    {
        await database.Checkpoints.WriteAsync("left", 0, Cancellation);
        await database.Checkpoints.WriteAsync("right", 0, Cancellation);
        var calls = 0;
        Task Write(string first, string second) => Store.TransactAsync(
            [], _ => [],
            work =>
            {
                Interlocked.Increment(ref calls);
                work.Checkpoint(first, 1);
                work.Add("select pg_sleep(0.3)");
                work.Checkpoint(second, 1);
            },
            Cancellation);

        await Task.WhenAll(Write("left", "right"), Write("right", "left"));

        // The one that is done again may overtake the other and meet it once more.
        Assert.InRange(calls, 3, 10);
    }

    [Fact]
    public async Task A_callers_own_duplicate_key_is_not_taken_for_a_conflict()
    {
        var calls = 0;
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => Store.TransactAsync(
            ["account-own-key"], _ => [Given.Opened()],
            work =>
            {
                calls++;
                work.Add("insert into schema_version (name, sha256) values ('own-tables', '')");
            },
            Cancellation));
        Assert.Equal(PostgresErrorCodes.UniqueViolation, Assert.IsType<PostgresException>(fault.InnerException).SqlState);
        Assert.Equal(1, calls);
        Assert.Equal(0, (await Store.LoadAsync("account-own-key", Cancellation)).Version);
    }
}

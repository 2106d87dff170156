using Npgsql;

namespace ResidentInsurance.Feeds.Tests;

/// <summary>The feed's order in situations that are made on purpose.</summary>
public sealed class FeedOrderTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private static int databases;
    private CountyDatabase database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TestStore Store => new(database);

    public async ValueTask InitializeAsync() =>
        database = await postgres.Options($"order{Interlocked.Increment(ref databases)}").OpenAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_page_ends_at_its_limit_and_goes_on_from_there()
    {
        await Store.AppendAsync("account-a", 0, [Given.Opened(), Given.PaidIn(1), Given.PaidIn(2)], Cancellation);
        var first = await Store.ReadFeedAsync(0, 2, Cancellation);
        var second = await Store.ReadFeedAsync(first.UpTo, 2, Cancellation);
        var third = await Store.ReadFeedAsync(second.UpTo, 2, Cancellation);
        Assert.Equal([1, 2], first.Events.Select(e => e.Version));
        Assert.Equal([3], second.Events.Select(e => e.Version));
        Assert.Empty(third.Events);
        Assert.Equal(second.UpTo, third.UpTo);
        Assert.False(third.IsWaiting);
    }

    [Fact]
    public async Task Internal_events_are_passed_over_and_stay_in_their_stream()
    {
        await Store.AppendAsync("account-a", 0, [Given.Note(), Given.Opened(), Given.Note(), Given.PaidIn(1), Given.Note()], Cancellation);
        var feed = await Store.ReadFeedAsync(0, 10, Cancellation);
        var last = await Store.ReadFeedAsync(4, 10, Cancellation);
        Assert.Equal([2, 4], feed.Events.Select(e => e.Version));
        Assert.Equal(5, feed.UpTo);
        Assert.Equal((0, 5), (last.Events.Count, last.UpTo));
        Assert.Equal(5, (await Store.LoadAsync("account-a", Cancellation)).Events.Count);
    }

    [Fact]
    public async Task An_event_is_not_given_while_one_before_it_may_still_commit()
    {
        await using var slow = await RawWriter.BeginAsync(database, "account-slow");
        await slow.InsertEventAsync();
        await Store.AppendAsync("account-fast", 0, [Given.Opened()], Cancellation);

        var waiting = await Store.ReadFeedAsync(0, 10, Cancellation);
        Assert.Empty(waiting.Events);
        Assert.True(waiting.IsWaiting);
        Assert.Equal(0, waiting.UpTo);

        await slow.CommitAsync();
        var page = await Store.ReadFeedAsync(0, 10, Cancellation);
        Assert.Equal(["account-slow", "account-fast"], page.Events.Select(e => e.StreamKey));
    }

    // Here a reader that waits until a snapshot's xmin has reached the xmax of a former snapshot loses an event: xmax is
    // the last *finished* transaction plus one, and the writer that is waited for has the newest id of all.
    [Fact]
    public async Task A_writer_with_the_newest_transaction_id_is_waited_for()
    {
        await using var older = await RawWriter.BeginAsync(database, "account-older-id");
        await using var newer = await RawWriter.BeginAsync(database, "account-newer-id");
        await newer.InsertEventAsync(); // draws number 1
        await older.InsertEventAsync(); // draws number 2
        await older.CommitAsync();

        for (var look = 0; look < 3; look++)
        {
            var waiting = await Store.ReadFeedAsync(0, 10, Cancellation);
            Assert.Empty(waiting.Events);
            Assert.True(waiting.IsWaiting);
        }

        await newer.CommitAsync();
        var page = await Store.ReadFeedAsync(0, 10, Cancellation);
        Assert.Equal(["account-newer-id", "account-older-id"], page.Events.Select(e => e.StreamKey));
    }

    [Fact]
    public async Task A_number_that_was_rolled_back_is_passed_at_once()
    {
        await Store.AppendAsync("account-1", 0, [Given.Opened()], Cancellation);
        await using (var doomed = await RawWriter.BeginAsync(database, "account-doomed"))
        {
            await doomed.InsertEventAsync();
        }

        await Store.AppendAsync("account-2", 0, [Given.Opened()], Cancellation);
        var first = await Store.ReadFeedAsync(0, 10, Cancellation);
        var second = await Store.ReadFeedAsync(first.UpTo, 10, Cancellation);
        Assert.Equal(["account-1"], first.Events.Select(e => e.StreamKey));
        Assert.Equal(["account-2"], second.Events.Select(e => e.StreamKey));
        Assert.Equal(3, second.UpTo);
    }

    [Fact]
    public async Task A_history_full_of_holes_is_read_in_whole_pages()
    {
        for (var i = 0; i < 20; i++)
        {
            await using var doomed = await RawWriter.BeginAsync(database, $"account-doomed-{i}");
            await doomed.InsertEventAsync();
            await Store.AppendAsync($"account-{i}", 0, [Given.Opened()], Cancellation);
            await doomed.RollbackAsync();
        }

        var page = await Store.ReadFeedAsync(0, 100, Cancellation);
        Assert.Equal(20, page.Events.Count);
        Assert.Equal(40, page.UpTo);
    }

    [Fact]
    public async Task A_long_transaction_elsewhere_on_the_server_holds_nothing_up()
    {
        await using var elsewhere = await postgres.Options("elsewhere").OpenAsync();
        await using var unrelated = await RawWriter.BeginAsync(elsewhere, "account-unrelated");
        await using (var doomed = await RawWriter.BeginAsync(database, "account-doomed"))
        {
            await doomed.InsertEventAsync();
        }

        await Store.AppendAsync("account-2", 0, [Given.Opened()], Cancellation);
        Assert.Single((await Store.ReadFeedAsync(0, 10, Cancellation)).Events);
    }

    [Fact]
    public async Task Events_before_a_hole_are_given_while_it_is_open()
    {
        await Store.AppendAsync("account-1", 0, [Given.Opened()], Cancellation);
        await using var slow = await RawWriter.BeginAsync(database, "account-slow");
        await slow.InsertEventAsync();
        await Store.AppendAsync("account-3", 0, [Given.Opened()], Cancellation);
        var page = await Store.ReadFeedAsync(0, 10, Cancellation);
        Assert.Equal(["account-1"], page.Events.Select(e => e.StreamKey));
        Assert.True((await Store.ReadFeedAsync(page.UpTo, 10, Cancellation)).IsWaiting);
        await slow.RollbackAsync();
        page = await Store.ReadFeedAsync(page.UpTo, 10, Cancellation);
        Assert.Equal(["account-3"], page.Events.Select(e => e.StreamKey));
    }

    [Fact]
    public async Task A_new_hole_needs_a_new_look_though_an_older_one_was_passed()
    {
        await using (var doomed = await RawWriter.BeginAsync(database, "account-doomed"))
        {
            await doomed.InsertEventAsync();
        }

        await Store.AppendAsync("account-2", 0, [Given.Opened()], Cancellation);
        Assert.Equal(2, (await Store.ReadFeedAsync(0, 10, Cancellation)).UpTo);
        await using var slow = await RawWriter.BeginAsync(database, "account-slow");
        await slow.InsertEventAsync();
        await Store.AppendAsync("account-4", 0, [Given.Opened()], Cancellation);
        Assert.True((await Store.ReadFeedAsync(2, 10, Cancellation)).IsWaiting);
        await slow.CommitAsync();
        var page = await Store.ReadFeedAsync(2, 10, Cancellation);
        Assert.Equal(["account-slow", "account-4"], page.Events.Select(e => e.StreamKey));
    }

    /// <summary>Writes as the store does, its stream row first, but one statement at a time.</summary>
    private sealed class RawWriter(NpgsqlConnection connection, NpgsqlTransaction transaction, string id) : IAsyncDisposable
    {

        internal static async Task<RawWriter> BeginAsync(CountyDatabase database, string id)
        {
            var session = await database.Source.OpenConnectionAsync(Cancellation);
            var writer = new RawWriter(session, await session.BeginTransactionAsync(Cancellation), id);
            await writer.ExecuteAsync($"insert into mt_streams (id, version) values ('{id}', 1)");
            return writer;
        }

        internal Task InsertEventAsync() => ExecuteAsync(
            $$"""
            insert into mt_events (seq_id, id, stream_id, version, type, data)
            values (nextval('mt_events_sequence'), gen_random_uuid(), '{{id}}', 1, 'money_paid_in', '{"Amount":1}')
            """);

        internal Task CommitAsync() => transaction.CommitAsync(Cancellation);

        internal Task RollbackAsync() => transaction.RollbackAsync(Cancellation);

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }

        private async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(Cancellation);
        }
    }
}

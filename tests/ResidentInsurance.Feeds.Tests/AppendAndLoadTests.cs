namespace ResidentInsurance.Feeds.Tests;

public sealed class AppendAndLoadTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private readonly FixedClock clock = FixedClock.At(2024, 3, 1);
    private CountyDatabase database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TestStore Store => new(database);

    public async ValueTask InitializeAsync() => database = await postgres.Options(clock: clock).OpenAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task What_is_appended_is_loaded_with_versions_headers_and_time()
    {
        var result = await Store.AppendAsync("account-a", 0, [Given.Opened(), Given.PaidIn(380)], Cancellation);
        await Store.AppendAsync("account-a", 2, [Given.PaidIn(20)], Cancellation);

        var stream = await Store.LoadAsync("account-a", Cancellation);
        Assert.Equal(3, stream.Version);
        Assert.Equal([1, 2, 3], stream.Events.Select(e => e.Version));
        Assert.Equal(new AccountOpened("测试1", new DateOnly(2024, 2, 29)), stream.Events[0].Data);
        Assert.Equal(new MoneyPaidIn(Money.FromYuan(380)), stream.Events[1].Data);
        Assert.Equal(await Store.HeadAsync(Cancellation), stream.Events[2].Sequence);
        Assert.All(stream.Events, e => Assert.Equal(clock.GetUtcNow(), e.Timestamp));
        Assert.All(stream.Events, e => Assert.Equal(Given.Headers with { Software = "0.0.1-test" }, EventHeaders.Of(e)));
        Assert.Equal(result.Appended.Select(e => e.Id), stream.Events.Take(2).Select(e => e.Id));
    }

    [Fact]
    public async Task A_stream_that_is_not_there_is_empty()
    {
        var stream = await Store.LoadAsync("account-none", Cancellation);
        Assert.Equal(0, stream.Version);
        Assert.Empty(stream.Events);
        var many = await Store.LoadAsync(["account-none", "account-nor-this"], Cancellation);
        Assert.All(many.Values, slice => Assert.Equal(0, slice.Version));
        Assert.Equal(2, many.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Another_version_than_expected_is_a_conflict_and_writes_nothing(long expected)
    {
        var id = $"account-conflict-{expected}";
        await Store.AppendAsync(id, 0, [Given.Opened(), Given.PaidIn(1)], Cancellation);
        var head = await Store.HeadAsync(Cancellation);

        await Assert.ThrowsAsync<VersionConflictException>(
            () => Store.AppendAsync(id, expected, [Given.PaidIn(2)], Cancellation));

        Assert.Equal(2, (await Store.LoadAsync(id, Cancellation)).Version);
        Assert.Equal(head, await Store.HeadAsync(Cancellation));
    }

    [Fact]
    public async Task A_version_expected_of_a_stream_that_is_not_there_is_a_conflict() =>
        await Assert.ThrowsAsync<VersionConflictException>(
            () => Store.AppendAsync("account-missing", 1, [Given.PaidIn(2)], Cancellation));

    [Fact]
    public async Task Many_streams_are_decided_and_appended_in_the_order_given()
    {
        await Store.AppendAsync("account-m2", 0, [Given.Opened()], Cancellation);
        string[] ids = ["account-m3", "account-m1", "account-m2"];
        var result = await Store.TransactAsync(
            ids,
            stream => stream.Version == 0 ? [Given.Opened(stream.Id), Given.PaidIn(5)] : [Given.PaidIn(7)],
            null, Cancellation);

        Assert.Equal(
            ["account-m3", "account-m3", "account-m1", "account-m1", "account-m2"],
            result.Appended.Select(e => e.StreamKey));
        var feed = await Store.ReadFeedAsync(await Store.HeadAsync(Cancellation) - 5, 10, Cancellation);
        Assert.Equal(result.Appended.Select(e => e.Id), feed.Events.Select(e => e.Id));
        var loaded = await Store.LoadAsync(ids, Cancellation);
        Assert.All(loaded.Values, stream => Assert.Equal(2, stream.Version));
    }

    [Fact]
    public async Task Without_events_and_without_work_nothing_is_written()
    {
        var head = await Store.HeadAsync(Cancellation);
        var result = await Store.TransactAsync(["account-nothing"], _ => [], null, Cancellation);
        Assert.Empty(result.Appended);
        Assert.Equal(head, await Store.HeadAsync(Cancellation));
    }

    [Fact]
    public async Task Work_alongside_is_committed_with_the_events_or_not_at_all()
    {
        await Store.TransactAsync(
            ["account-w"], _ => [Given.Opened()], work => work.Checkpoint("reader", 17), Cancellation);
        Assert.Equal(17, await database.Checkpoints.ReadAsync("reader", Cancellation));

        await Assert.ThrowsAsync<Marten.Exceptions.MartenCommandException>(() => Store.TransactAsync(
            ["account-w"], _ => [Given.PaidIn(1)],
            work =>
            {
                work.Checkpoint("reader", 18);
                work.Add("select 1 / 0");
            },
            Cancellation));
        Assert.Equal(17, await database.Checkpoints.ReadAsync("reader", Cancellation));
        Assert.Equal(1, (await Store.LoadAsync("account-w", Cancellation)).Version);

        await Store.TransactAsync([], _ => [], work => work.Checkpoint("reader", 19), Cancellation);
        Assert.Equal(19, await database.Checkpoints.ReadAsync("reader", Cancellation));
    }

    [Fact]
    public async Task Streams_are_read_in_id_order_by_prefix()
    {
        await Store.AppendAsync("prefix-b", 0, [Given.Opened(), Given.PaidIn(1)], Cancellation);
        await Store.AppendAsync("prefix-a", 0, [Given.Opened()], Cancellation);
        await Store.AppendAsync("prefix", 0, [Given.Opened()], Cancellation);
        var read = new List<(string, long)>();
        await foreach (var stream in Store.ReadStreamsAsync("prefix-", Cancellation))
        {
            read.Add((stream.Id, stream.Version));
        }

        Assert.Equal([("prefix-a", 1), ("prefix-b", 2)], read);
    }

    [Fact]
    public async Task An_append_completes_the_task_that_was_taken_before()
    {
        var appended = Store.NextAppend();
        Assert.False(appended.IsCompleted);
        await Store.AppendAsync("account-wake", 0, [Given.Opened()], Cancellation);
        await appended.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        Assert.False(Store.NextAppend().IsCompleted);
    }
}

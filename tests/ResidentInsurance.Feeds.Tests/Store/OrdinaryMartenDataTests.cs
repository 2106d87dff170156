using JasperFx;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace ResidentInsurance.Feeds.Tests;

/// <summary>What stands on an account, as Marten's own conventions fold it.</summary>
public sealed class AccountBalance
{
    public string Id { get; set; } = "";

    public string Owner { get; set; } = "";

    public long Fen { get; set; }

    public void Apply(AccountOpened opened) => Owner = opened.Owner;

    public void Apply(MoneyPaidIn paid) => Fen += paid.Amount.Fen;
}

/// <summary>Whoever opens a county's database with Marten alone finds ordinary streams. Stock options but for stream ids as
/// text, our serializer and the events' names; a service's role may not change tables, so neither does this store.</summary>
public sealed class OrdinaryMartenDataTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stock_store_reads_aggregates_queries_and_appends_to_a_countys_streams()
    {
        var options = postgres.Options("ordinary");
        await using var database = await options.OpenAsync();
        await database.Pages.TransactAsync(
            ["account-1", "account-2"], stream => [Given.Opened(stream.Id), Given.PaidIn(380)], null, Cancellation);
        await using var stock = DocumentStore.For(store =>
        {
            store.Connection(new NpgsqlConnectionStringBuilder(postgres.Server)
            {
                Database = $"{options.Service}_{Given.County.Value}",
            }.ConnectionString);
            store.AutoCreateSchemaObjects = AutoCreate.None;
            store.Events.StreamIdentity = StreamIdentity.AsString;
            store.Serializer(EventTypes.Serializer());
            Given.Types.MapTo(store);
        });

        await using var session = stock.LightweightSession();
        var read = await session.Events.FetchStreamAsync("account-1", token: Cancellation);
        Assert.Equal([new AccountOpened("account-1", new DateOnly(2024, 2, 29)), new MoneyPaidIn(Money.FromYuan(380))], read.Select(e => e.Data));
        Assert.Equal([1, 2], read.Select(e => e.Version));
        Assert.Equal(2, (await session.Events.FetchStreamStateAsync("account-2", Cancellation))!.Version);
        var balance = await session.Events.AggregateStreamAsync<AccountBalance>("account-1", token: Cancellation);
        Assert.Equal(("account-1", 38000), (balance!.Owner, balance.Fen));
        Assert.Equal(2, await session.Events.QueryRawEventDataOnly<MoneyPaidIn>().CountAsync(Cancellation));

        session.Events.Append("account-1", 3, new MoneyPaidIn(Money.FromYuan(20)));
        session.Events.StartStream("account-3", new AccountOpened("测试3", new DateOnly(2024, 3, 1)));
        await session.SaveChangesAsync(Cancellation);
        var stream = await session.Events.FetchForWriting<AccountBalance>("account-1", Cancellation);
        stream.AppendOne(new MoneyPaidIn(Money.FromYuan(30)));
        await session.SaveChangesAsync(Cancellation);

        Assert.Equal(4, (await database.Pages.ReadAsync("account-1", Cancellation)).Version);
        Assert.Equal(["account-1", "account-2", "account-3"],
            (await database.Feed.ReadAsync(0, 100, Cancellation)).Events.Select(e => e.StreamKey).Distinct().Order());
        await database.Pages.TransactAsync(["account-1", "account-3"], _ => [Given.PaidIn(1)], null, Cancellation);
        Assert.Equal(43100, (await session.Events.AggregateStreamAsync<AccountBalance>("account-1", token: Cancellation))!.Fen);
    }

    // An upgrade of Marten that wants other tables is seen here, before it meets a county's database.
    [Fact]
    public async Task Marten_wants_the_tables_that_are_recorded()
    {
        await using var database = await postgres.Options("wants").OpenAsync();
        var path = Path.Combine(AppContext.BaseDirectory, "Schema", "marten.sql");
        var wanted = database.Store.Storage.ToDatabaseScript();
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "marten-wanted.sql"), wanted, Cancellation); // to copy, when it is meant
        Assert.Equal(await File.ReadAllTextAsync(path, Cancellation), wanted);
    }
}

using System.Text;
using JasperFx.Events;
using Marten;
using NpgsqlTypes;

namespace ResidentInsurance.Feeds.Tests;

public sealed class ProjectionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Tables =
        """
        create table balance (account varchar primary key, owner varchar, yuan bigint not null, opened date);
        create table total (kind varchar primary key, events bigint not null)
        """;

    private static readonly IReadOnlyList<ITableProjection> Projections =
        [new StreamProjection<Balance>("balance", Given.Types, Balance.Table, Balance.Of), new EventCount()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CountyDatabaseOptions Options(string service) =>
        postgres.Options(service, projections: Projections, migrations: [Tables]);

    [Fact]
    public async Task Rows_stand_with_the_events_that_they_come_from()
    {
        await using var database = await Options("inline").OpenAsync();
        await database.Pages.TransactAsync(
            ["account-1", "account-2"], _ => [Given.Opened(), Given.PaidIn(5)], null, Cancellation);
        Assert.Equal(["account-1 测试1 5 2024-02-29", "account-2 测试1 5 2024-02-29", "events 4"], await RowsAsync(database));
        await new TestStore(database).AppendAsync("account-2", 2, [Given.PaidIn(7)], Cancellation);
        await new TestStore(database).AppendAsync("account-3", 0, [Given.PaidIn(1)], Cancellation);
        Assert.Equal(
            ["account-1 测试1 5 2024-02-29", "account-2 测试1 12 2024-02-29", "account-3 1", "events 6"],
            await RowsAsync(database));
        await Assert.ThrowsAsync<VersionConflictException>(
            () => new TestStore(database).AppendAsync("account-3", 0, [Given.PaidIn(1)], Cancellation));
        await Assert.ThrowsAsync<VersionConflictException>(
            () => new TestStore(database).AppendAsync("account-3", 2, [Given.PaidIn(1)], Cancellation));
    }

    [Fact]
    public async Task Only_rows_that_changed_are_written()
    {
        await using var database = await Options("unchanged").OpenAsync();
        await new TestStore(database).AppendAsync("account-1", 0, [Given.Opened()], Cancellation);
        var before = await ScalarAsync<string>(database, "select ctid::text from balance");
        await new TestStore(database).TransactAsync(["account-1"], _ => [Given.PaidIn(0)], alongside: null, Cancellation);
        Assert.Equal(before, await ScalarAsync<string>(database, "select ctid::text from balance"));
    }

    [Fact]
    public async Task Rows_stand_with_events_that_Marten_appends_to_a_stream_that_nobody_has_read()
    {
        await using var database = await Options("unread").OpenAsync();
        await new TestStore(database).AppendAsync("account-1", 0, [Given.Opened()], Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await using var session = database.Store.LightweightSession();
                session.Events.Append("account-1", Given.PaidIn(1).Data, Given.PaidIn(1).Data);
                await session.SaveChangesAsync(Cancellation);
            }
        })));

        Assert.Equal(["account-1 测试1 160 2024-02-29", "events 161"], await RowsAsync(database));
        Assert.Equal(161, (await database.Pages.ReadAsync("account-1", Cancellation)).Version);
    }

    // A writer that has drawn its number and waits for the rebuild to end: its events come after, and so do its rows.
    [Fact]
    public async Task A_stock_append_that_is_blocked_throughout_a_rebuild_is_not_lost()
    {
        await using var database = await Options("blocked").OpenAsync();
        await new TestStore(database).AppendAsync("account-1", 0, [Given.Opened()], Cancellation);
        await using var holder = await database.Source.OpenConnectionAsync(Cancellation);
        await using var held = await holder.BeginTransactionAsync(Cancellation);
        await using var draw = new Npgsql.NpgsqlCommand("select nextval('mt_events_sequence')", holder);
        var drawn = (long)(await draw.ExecuteScalarAsync(Cancellation))!;
        await new TestStore(database).AppendAsync("account-2", 0, [Given.Opened(), Given.PaidIn(5)], Cancellation);

        Assert.Equal(drawn + 2, await database.Rebuilds.RunAsync("balance", Cancellation));

        await using var insert = new Npgsql.NpgsqlCommand(
            $"""
            update mt_streams set version = 2 where id = 'account-1';
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp)
            values ({drawn}, gen_random_uuid(), 'account-1', 2, '{Encoding.UTF8.GetString(Given.Types.Serialize(Given.PaidIn(7).Data))}', 'money_paid_in', now())
            """, holder);
        await insert.ExecuteNonQueryAsync(Cancellation);
        await held.CommitAsync(Cancellation);
        Assert.Equal(["account-1", "account-2", "account-2", "account-1"],
            (await database.Feed.ReadAsync(0, 10, Cancellation)).Events.OrderBy(e => e.StreamKey == "account-1" && e.Version == 2).Select(e => e.StreamKey));
        await new TestStore(database).AppendAsync("account-1", 2, [Given.PaidIn(1)], Cancellation);
        Assert.Contains("account-1 测试1 8 2024-02-29", await RowsAsync(database));
    }

    [Fact]
    public async Task A_rebuild_equals_what_was_written_inline()
    {
        await using var database = await Options("rebuilt").OpenAsync();
        var random = new Random(7);
        for (var page = 0; page < 30; page++)
        {
            var ids = Enumerable.Range(0, 200).Select(_ => $"account-{random.Next(5_000):0000}").ToArray();
            await database.Pages.TransactAsync(
                ids, stream => stream.Version == 0 ? [Given.Opened()] : [Given.PaidIn(random.Next(100))], null, Cancellation);
        }

        var inline = await RowsAsync(database);
        await ExecuteAsync(database, "update balance set yuan = yuan + 1; delete from total");
        var read = await database.Rebuilds.RunAsync("balance", Cancellation);
        await database.Rebuilds.RunAsync("event count", Cancellation);
        Assert.Equal(await ScalarAsync<long>(database, "select count(*) from mt_events"), read);
        Assert.True(inline.Count > 2_000, "the rebuild takes more than one page");
        Assert.Equal(inline, await RowsAsync(database));
    }

    [Fact]
    public async Task Appends_beside_a_rebuild_are_in_it_or_follow_it()
    {
        await using var database = await Options("beside").OpenAsync();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await database.Pages.TransactAsync(
                    [$"account-{writer}-{i}", "account-shared"], _ => [Given.PaidIn(1)], null, Cancellation);
            }
        })).ToArray();
        for (var i = 0; i < 4; i++)
        {
            await database.Rebuilds.RunAsync("balance", Cancellation);
            await database.Rebuilds.RunAsync("event count", Cancellation);
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        Assert.Equal(
            await ScalarAsync<long>(database, "select count(*) from mt_events"),
            await ScalarAsync<long>(database, "select events from total"));
        Assert.Equal(
            await ScalarAsync<long>(database, "select count(*) from mt_events"),
            await ScalarAsync<long>(database, "select sum(yuan)::bigint from balance"));
    }

    [Fact]
    public async Task A_rebuild_that_failed_refuses_queries_until_another_has_come_to_its_end()
    {
        await using var database = await Options("failed").OpenAsync();
        await new TestStore(database).AppendAsync("account-1", 0, [Given.Opened()], Cancellation);
        await ExecuteAsync(database, "update mt_events set type = 'unknown_type', mt_dotnet_type = null");
        await Assert.ThrowsAnyAsync<Exception>(() => database.Rebuilds.RunAsync("balance", Cancellation));
        Assert.NotNull(database.Rebuilds.ProgressOf("balance")!.Fault);
        await Assert.ThrowsAsync<ProjectionRebuildingException>(() => database.Rebuilds.RefuseAsync("balance", Cancellation));
        await database.Rebuilds.RefuseAsync("event count", Cancellation);

        await ExecuteAsync(database, "update mt_events set type = 'account_opened'");
        await database.Rebuilds.RunAsync("balance", Cancellation);
        await database.Rebuilds.RefuseAsync("balance", Cancellation);
        Assert.Equal(["account-1 测试1 0 2024-02-29", "events 1"], await RowsAsync(database));
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(CountyDatabase database)
    {
        await using var command = database.Source.CreateCommand(
            """
            select concat_ws(' ', account, owner, yuan, opened) from balance
            union all select concat_ws(' ', kind, events) from total order by 1
            """);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static async Task<T> ScalarAsync<T>(CountyDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task ExecuteAsync(CountyDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>A row of a stream, with columns that may be null.</summary>
    private sealed record Balance(string Account, string? Owner, long Yuan, DateOnly? Opened)
    {
        internal static ProjectionTable<Balance> Table { get; } =
            new ProjectionTable<Balance>("balance", (a, b) => string.CompareOrdinal(a.Account, b.Account))
                .Key("account", NpgsqlDbType.Varchar, row => row.Account)
                .Column("owner", NpgsqlDbType.Varchar, row => row.Owner)
                .Column("yuan", NpgsqlDbType.Bigint, row => row.Yuan)
                .Column("opened", NpgsqlDbType.Date, row => row.Opened);

        internal static IReadOnlyList<Balance> Of(StreamSlice stream) =>
        [
            stream.Events.Aggregate(new Balance(stream.Id, null, 0, null), (row, e) => e.Data switch
            {
                AccountOpened opened => row with { Owner = opened.Owner, Opened = opened.On },
                MoneyPaidIn paid => row with { Yuan = row.Yuan + (paid.Amount.Fen / 100) },
                _ => row,
            }),
        ];
    }

    /// <summary>A sum that all streams add to.</summary>
    private sealed class EventCount : ITableProjection
    {
        public string Name => "event count";

        public IReadOnlyList<string> Tables => ["total"];

        public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
        {
            operations.Queue(
                "insert into total values ('events', $1) on conflict (kind) do update set events = total.events + excluded.events",
                new Npgsql.NpgsqlParameter<long> { TypedValue = events.Count });
            return Task.CompletedTask;
        }
    }
}

using Npgsql;

namespace ResidentInsurance.Feeds.Tests;

public sealed class MigrationTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string First = "create table village_count (village varchar primary key, enrolled integer not null)";
    private const string Second = "alter table village_count add column task integer";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_processes_open_a_county_at_once()
    {
        var options = postgres.Options("race", migrations: [First, Second]);
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(options.OpenAsync)));
        foreach (var database in opened)
        {
            await database.Feed.HeadAsync(Cancellation);
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_script_runs_once_and_a_new_one_is_added()
    {
        await using (var database = await postgres.Options("added", migrations: [First]).OpenAsync())
        {
            await ExecuteAsync(database, "insert into village_count values ('a', 1)");
        }

        await using var upgraded = await postgres.Options("added", migrations: [First, Second]).OpenAsync();
        await ExecuteAsync(upgraded, "update village_count set task = 2 where enrolled = 1");
    }

    [Fact]
    public async Task A_script_that_changed_after_it_was_applied_is_refused()
    {
        await using (await postgres.Options("changed", migrations: [First]).OpenAsync())
        {
        }

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(
            postgres.Options("changed", migrations: [First + " "]).OpenAsync);
        Assert.Contains("service-001", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing()
    {
        await Assert.ThrowsAsync<PostgresException>(postgres.Options("failing", migrations: [First, "select nonsense"]).OpenAsync);
        await using var repaired = await postgres.Options("failing", migrations: [First, Second]).OpenAsync();
        await ExecuteAsync(repaired, "insert into village_count values ('a', 1, 2)");
    }

    [Fact]
    public async Task A_role_of_its_own_creates_and_migrates_and_the_service_only_uses()
    {
        var role = $"{postgres.DatabasePrefix}service";
        await postgres.ExecuteAsync($"create role {role} login password 'service'");

        var own = new NpgsqlConnectionStringBuilder(postgres.Server) { Username = role, Password = "service" };
        var options = new CountyDatabaseOptions
        {
            Service = postgres.DatabasePrefix + "roles",
            ConnectionString = own.ConnectionString,
            AdminConnectionString = postgres.Server,
            EventTypes = Given.Types,
            Migrations = [First],
        };
        await using (var database = await options.OpenAsync())
        {
            await database.Pages.TransactAsync(
                ["account-a"], _ => [Given.Opened()], work => work.Add("insert into village_count values ('a', 1)"), Cancellation);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(database, "drop table village_count"));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }

        await postgres.DropRoleAsync(role, $"{options.Service}_{Given.County.Value}");
    }

    // A plan that was made while the table was small would scan a large one.
    [Fact]
    public async Task A_stream_is_looked_up_by_index_however_small_the_tables_are()
    {
        await using var database = await postgres.Options("plans").OpenAsync();
        await new TestStore(database).AppendAsync("account-a", 0, [Given.Opened()], Cancellation);
        await ExecuteAsync(database, "analyze mt_streams, mt_events");
        await using var command = database.Source.CreateCommand("explain select * from mt_events where stream_id = 'account-a'");
        Assert.DoesNotContain("Seq Scan", (string)(await command.ExecuteScalarAsync(Cancellation))!, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(CountyDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}

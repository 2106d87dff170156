using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace ResidentInsurance.Feeds.Tests;

public sealed class CountyDatabasesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_county_has_a_database_of_its_own()
    {
        using var host = Build("own", "500119, 511500");
        await host.StartAsync(Cancellation);
        var counties = host.Services.GetRequiredService<CountyDatabases>();
        var first = await counties.OpenedAsync(CountyCode.Parse("500119"), Cancellation);
        var second = await counties.OpenedAsync(CountyCode.Parse("511500"), Cancellation);
        await new TestStore(first).AppendAsync("account-a", 0, [Given.Opened()], Cancellation);
        Assert.Equal(0, (await second.Pages.ReadAsync("account-a", Cancellation)).Version);
        Assert.Equal(first, counties.Get(CountyCode.Parse("500119")));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));
        await using var command = first.Source.CreateCommand("select current_database()::text");
        Assert.Equal($"{postgres.DatabasePrefix}own_500119", await command.ExecuteScalarAsync(Cancellation));
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_county_that_cannot_be_opened_is_reported_and_the_others_serve()
    {
        using var host = Build("part", "500119,500238", ("ConnectionStrings:postgres-500238", "Host=127.0.0.1;Port=1;Username=a;Password=b"));
        await host.StartAsync(Cancellation);
        var counties = host.Services.GetRequiredService<CountyDatabases>();
        await counties.OpenedAsync(CountyCode.Parse("500119"), Cancellation);
        await Eventually.True(async () => await HealthAsync(host) == HealthStatus.Degraded, "the fault is reported");
        var closed = Assert.Single(counties.States, state => !state.IsOpen);
        Assert.Equal("500238", closed.County.Value);
        Assert.Contains("NpgsqlException", closed.Fault, StringComparison.Ordinal);
        Assert.Throws<CountyUnavailableException>(() => counties.Get(closed.County));
        Assert.Throws<CountyUnavailableException>(() => counties.Get(CountyCode.Parse("000000")));
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_service_that_starts_before_its_server_is_ready_opens_when_it_is()
    {
        var role = $"{postgres.DatabasePrefix}late";
        var server = new NpgsqlConnectionStringBuilder(postgres.Server) { Username = role, Password = "late" };
        using var host = Build("late", "500119", ("ConnectionStrings:postgres", server.ConnectionString));
        await host.StartAsync(Cancellation);
        var counties = host.Services.GetRequiredService<CountyDatabases>();
        await Eventually.True(() => counties.States[0].Fault is not null, "the first attempt has failed");
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(host));

        await postgres.ExecuteAsync($"create role {role} login createdb password 'late'");

        var database = await counties.OpenedAsync(CountyCode.Parse("500119"), Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        await new TestStore(database).AppendAsync("account-a", 0, [Given.Opened()], Cancellation);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));
        await host.StopAsync(Cancellation);
        await database.DisposeAsync();
        await postgres.DropRoleAsync(role, $"{postgres.DatabasePrefix}late_500119");
    }

    [Fact]
    public async Task A_lock_is_held_by_one_session_and_ends_with_it()
    {
        await using var database = await postgres.Options("locks").OpenAsync();
        var first = await database.TryLockAsync("publisher", Cancellation);
        Assert.NotNull(first);
        Assert.Null(await database.TryLockAsync("publisher", Cancellation));
        await using (await database.TryLockAsync("another", Cancellation))
        {
        }

        await using (var end = database.Source.CreateCommand(
            """
            select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()
                and database = (select oid from pg_database where datname = current_database())
            """))
        {
            await end.ExecuteNonQueryAsync(Cancellation);
        }

        await first.DisposeAsync();
        SessionLock? second = null;
        await Eventually.True(
            async () => (second = await database.TryLockAsync("publisher", Cancellation)) is not null, "the lock is free");
        await second!.DisposeAsync();
    }

    private IHost Build(string service, string counties, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var configuration = settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        configuration["Counties"] = counties;
        configuration.TryAdd("ConnectionStrings:postgres", postgres.Server);
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.AddCountyDatabases(postgres.DatabasePrefix + service, Given.Types);
        return builder.Build();
    }

    private static async Task<HealthStatus> HealthAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation)).Status;
}

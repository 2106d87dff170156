using Npgsql;
using RabbitMQ.Client;
using ResidentInsurance.Testing;

namespace ResidentInsurance.AppHost.Tests;

/// <summary>The servers that every test class gets.</summary>
public sealed class FixtureTests(PostgresFixture postgres, RabbitMqFixture messaging)
    : IClassFixture<PostgresFixture>, IClassFixture<RabbitMqFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_class_gets_a_fresh_database()
    {
        var connectionString = await postgres.CreateDatabaseAsync();

        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(
            "SELECT current_database()::text || ' ' || count(*) FROM pg_tables WHERE schemaname = 'public'");
        Assert.Equal(postgres.DatabasePrefix + "test 0", await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_class_gets_a_fresh_virtual_host()
    {
        var factory = new ConnectionFactory { Uri = new Uri(messaging.ConnectionString) };
        await using var connection = await factory.CreateConnectionAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        _ = await channel.QueueDeclareAsync("fresh", durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancellation);

        var queues = await messaging.Management.GetStringAsync($"api/queues/{messaging.VirtualHost}", Cancellation);
        Assert.Contains("\"fresh\"", queues, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_service_creates_under_the_prefix_is_dropped_after_the_class()
    {
        var other = new PostgresFixture();
        await other.InitializeAsync();
        _ = await other.CreateDatabaseAsync("enrollment_500119");
        await other.DisposeAsync();

        await using var source = NpgsqlDataSource.Create(postgres.Server + ";Database=postgres");
        await using var command = source.CreateCommand("SELECT count(*) FROM pg_database WHERE starts_with(datname, $1)");
        _ = command.Parameters.AddWithValue(other.DatabasePrefix);
        Assert.Equal(0L, await command.ExecuteScalarAsync(Cancellation));
    }
}

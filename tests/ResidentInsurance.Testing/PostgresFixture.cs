using Npgsql;

namespace ResidentInsurance.Testing;

/// <summary>Databases of one test class: <c>IClassFixture&lt;PostgresFixture&gt;</c>. All of them are dropped after it.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private string? server;

    /// <summary>The server, without a database: what a service is given as <c>ConnectionStrings__postgres</c>.</summary>
    public string Server => server ?? throw new InvalidOperationException("before InitializeAsync");

    /// <summary>What every database of this class must begin with, whoever creates it.</summary>
    public string DatabasePrefix { get; } = $"t{Guid.NewGuid():n}"[..9] + "_";

    public async ValueTask InitializeAsync() => server = await TestServers.PostgresAsync();

    /// <summary>A fresh, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name = "test")
    {
        await ExecuteAsync($"CREATE DATABASE \"{DatabasePrefix}{name}\"");
        return new NpgsqlConnectionStringBuilder(Server) { Database = DatabasePrefix + name }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        await using var connection = await OpenAsync();
        var names = new List<string>();
        await using (var query = new NpgsqlCommand("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", connection))
        {
            _ = query.Parameters.AddWithValue(DatabasePrefix);
            await using var rows = await query.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                names.Add(rows.GetString(0));
            }
        }

        foreach (var name in names)
        {
            await using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)", connection);
            _ = await drop.ExecuteNonQueryAsync();
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        _ = await command.ExecuteNonQueryAsync();
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var settings = new NpgsqlConnectionStringBuilder(Server) { Database = "postgres", Pooling = false };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}

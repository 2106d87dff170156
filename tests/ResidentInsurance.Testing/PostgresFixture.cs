using Npgsql;

namespace ResidentInsurance.Testing;

/// <summary>Databases of one test class: <c>IClassFixture&lt;PostgresFixture&gt;</c>. All of them are dropped after it, then its
/// roles.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private string? server;

    /// <summary>The server, without a database: what a service is given as <c>ConnectionStrings__postgres</c>.</summary>
    public string Server => server ?? throw new InvalidOperationException("before InitializeAsync");

    /// <summary>What every database and role of this class must begin with, whoever creates it.</summary>
    public string DatabasePrefix { get; } = $"t{Guid.NewGuid():n}"[..9] + "_";

    public async ValueTask InitializeAsync() => server = await TestServers.PostgresAsync();

    /// <summary>A fresh, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name = "test")
    {
        await ExecuteAsync($"CREATE DATABASE \"{DatabasePrefix}{name}\"");
        return new NpgsqlConnectionStringBuilder(Server) { Database = DatabasePrefix + name }.ConnectionString;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        _ = await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in await NamesAsync("SELECT datname FROM pg_database WHERE starts_with(datname, $1)"))
        {
            await ExecuteAsync($"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
        }

        foreach (var name in await NamesAsync("SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1)"))
        {
            await ExecuteAsync($"DROP ROLE \"{name}\"");
        }
    }

    private async Task<IReadOnlyList<string>> NamesAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var query = new NpgsqlCommand(sql, connection);
        _ = query.Parameters.AddWithValue(DatabasePrefix);
        await using var rows = await query.ExecuteReaderAsync();
        var names = new List<string>();
        while (await rows.ReadAsync())
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        // Named: tests look for connection strings in the metrics of services in this process.
        var settings = new NpgsqlConnectionStringBuilder(Server) { Database = "postgres", Pooling = false };
        var source = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "fixture" }.Build();
        return await source.OpenConnectionAsync();
    }
}

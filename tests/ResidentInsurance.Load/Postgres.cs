using Npgsql;

namespace ResidentInsurance.Load;

/// <summary>What a run asks of a PostgreSQL server, whoever started it.</summary>
internal static class Postgres
{
    private static readonly string[] Settings =
        ["server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_level", "autovacuum", "shared_buffers", "max_wal_size"];

    /// <summary>Writes what is dirty, so that no round pays for the one before.</summary>
    /// <param name="server">A connection string without a database.</param>
    public static async Task CheckpointAsync(string server)
    {
        await using var connection = await OpenAsync(server, CancellationToken.None);
        await using var command = new NpgsqlCommand("checkpoint", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Version and settings, as the server itself tells them.</summary>
    /// <param name="server">A connection string without a database.</param>
    public static async Task<string> DescribedAsync(string server, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(server, cancellation);
        var values = new List<string>();
        foreach (var setting in Settings)
        {
            await using var command = new NpgsqlCommand($"show {setting}", connection);
            values.Add($"{setting} {await command.ExecuteScalarAsync(cancellation)}");
        }

        return string.Join(", ", values);
    }

    private static async Task<NpgsqlConnection> OpenAsync(string server, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        return connection;
    }
}

using Npgsql;
using ResidentInsurance.Contracts;
using ResidentInsurance.EventStore;
using ResidentInsurance.LocalHosting;
using ResidentInsurance.LocalHosting.Servers;

namespace ResidentInsurance.Load;

/// <summary>A PostgreSQL as <c>./run</c> starts it, by the same code and with the same settings, in a folder that goes with it.</summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    /// <summary>Where every database here belongs to; 500119 is the packs' county.</summary>
    public static readonly CountyCode County = CountyCode.Parse("500119");

    private static readonly string[] Settings =
        ["server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_level", "autovacuum", "shared_buffers", "max_wal_size"];

    private readonly DataFolder data;
    private readonly PostgresServer server;

    private PrivatePostgres(DataFolder data, PostgresServer server)
    {
        this.data = data;
        this.server = server;
    }

    /// <summary>The folder, for files that a scenario needs.</summary>
    public string Folder => data.Path;

    public static async Task<PrivatePostgres> StartAsync(CancellationToken cancellation)
    {
        var folder = await DataFolder.OpenAsync(Directory.CreateTempSubdirectory("resident-insurance-bench-").FullName, console: null);
        var settings = new PostgresSettings("postgres", folder.Secrets.Get("postgres-password"));
        return new PrivatePostgres(folder, await PostgresServer.StartAsync(folder, settings, cancellation));
    }

    /// <summary>A county database as a service opens it.</summary>
    public Task<CountyDatabase> OpenAsync(
        string service, EventTypes types, IReadOnlyList<EventStore.Projections.IInlineProjection> projections,
        IReadOnlyList<string> migrations, CancellationToken cancellation) => CountyDatabase.OpenAsync(
        new CountyDatabaseOptions
        {
            Service = service,
            ConnectionString = server.ConnectionString,
            EventTypes = types,
            Projections = projections,
            Migrations = migrations,
            Software = "0.1.0",
        },
        County, cancellation);

    /// <summary>Writes what is dirty, so that no round pays for the one before.</summary>
    public async Task CheckpointAsync()
    {
        await using var connection = await OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand("checkpoint", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Version and settings, asked of the server itself.</summary>
    public async Task<string> DescribedAsync(CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        var values = new List<string>();
        foreach (var setting in Settings)
        {
            await using var command = new NpgsqlCommand($"show {setting}", connection);
            values.Add($"{setting} {await command.ExecuteScalarAsync(cancellation)}");
        }

        return $"PostgreSQL: {string.Join(", ", values)}";
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        data.Dispose();
        Directory.Delete(data.Path, recursive: true);
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection($"{server.ConnectionString};Database=postgres");
        await connection.OpenAsync(cancellation);
        return connection;
    }
}

using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Servers;

namespace ResidentInsurance.Load;

/// <summary>A PostgreSQL as <c>./run</c> starts it, by the same code and with the same settings, in a folder that goes with it.</summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    /// <summary>Where every database here belongs to; 500119 is the packs' county.</summary>
    public static readonly CountyCode County = CountyCode.Parse("500119");

    private readonly DataFolder data;
    private readonly PostgresServer server;

    private PrivatePostgres(DataFolder data, PostgresServer server)
    {
        this.data = data;
        this.server = server;
    }

    /// <summary>The server, without a database.</summary>
    public string ConnectionString => server.ConnectionString;

    public static async Task<PrivatePostgres> StartAsync(CancellationToken cancellation)
    {
        var folder = await DataFolder.OpenAsync(Directory.CreateTempSubdirectory("resident-insurance-bench-").FullName, console: null);
        var settings = new PostgresSettings("postgres", folder.Secrets.Get("postgres-password"));
        return new PrivatePostgres(folder, await PostgresServer.StartAsync(folder, settings, cancellation));
    }

    /// <summary>A county database as a service opens it.</summary>
    public Task<CountyDatabase> OpenAsync(
        string service, EventTypes types, IReadOnlyList<ITableProjection> projections,
        IReadOnlyList<string> migrations, CancellationToken cancellation) => CountyDatabase.OpenAsync(
        new CountyDatabaseOptions
        {
            Service = service,
            ConnectionString = ConnectionString,
            EventTypes = types,
            Projections = projections,
            Migrations = migrations,
            Software = "0.1.0",
        },
        County, cancellation);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        data.Dispose();
        Directory.Delete(data.Path, recursive: true);
    }
}

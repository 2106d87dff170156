using Npgsql;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.Load.Services;

/// <summary>The event tables of several services, to be filled by COPY with the rows that the services wrote.</summary>
internal sealed class StoreCopies : IAsyncDisposable
{
    private static readonly string[] EventTables = ["mt_streams", "mt_events"];

    private readonly List<(string Service, CountyDatabase Database, CopiedRows Rows)> stores = [];

    public static async Task<StoreCopies> OpenAsync(
        PrivatePostgres postgres, string folder, IEnumerable<string> services, CancellationToken cancellation)
    {
        var copies = new StoreCopies();
        foreach (var service in services)
        {
            var rows = Directory.CreateDirectory(Path.Combine(folder, "rows-" + service)).FullName;
            copies.stores.Add((service, await postgres.OpenAsync("copy-of-" + service, Store.Account.Types, [], [], cancellation),
                new CopiedRows(rows, EventTables)));
        }

        return copies;
    }

    /// <param name="databaseOf">The service's own database.</param>
    public async Task ReadAsync(Func<string, NpgsqlDataSource> databaseOf, CancellationToken cancellation)
    {
        foreach (var (service, _, rows) in stores)
        {
            await using var source = databaseOf(service);
            await rows.ReadAsync(source, cancellation);
        }
    }

    public async Task EmptyAsync(CancellationToken cancellation)
    {
        foreach (var (_, database, _) in stores)
        {
            await Tables.EmptyAsync(database, EventTables, cancellation);
        }
    }

    public async Task WriteAsync(CancellationToken cancellation)
    {
        foreach (var (_, database, rows) in stores)
        {
            await rows.WriteAsync(database.Source, cancellation);
        }
    }

    public async Task CheckAsync(CancellationToken cancellation)
    {
        foreach (var (_, database, rows) in stores)
        {
            await rows.CheckAsync(database, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, database, _) in stores)
        {
            await database.DisposeAsync();
        }
    }
}

using Marten;
using Npgsql;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Feeds;

/// <summary>One service's database of one county, open and migrated.</summary>
public sealed class CountyDatabase : IAsyncDisposable
{
    private const int PoolSize = 8;

    // Eight times what PostgreSQL sends at once: who reads all streams waits less often, and each wait costs a thread's waking.
    private const int ReadBufferBytes = 65_536;

    // Sessions live long and keep their plans. A plan made while a table was small would go on scanning it whole when
    // an import has made it large, until the next ANALYZE; every statement here has an index to use. What is looked up
    // is in memory or on a disk without arms, so an index's order is worth more than the table's.
    private const string SessionSettings = "-c enable_seqscan=off -c random_page_cost=1.1 -c jit=off";

    private readonly DocumentStore store;
    private readonly CountyDatabaseOptions options;

    private CountyDatabase(
        CountyCode county, string service, NpgsqlDataSource source, NpgsqlDataSource ownSessions, CountyDatabaseOptions options)
    {
        County = county;
        Service = service;
        Source = source;
        OwnSessions = ownSessions;
        this.options = options;
        Applied = new AppliedPositions(source);
        Checkpoints = new Checkpoints(source, options.Clock);
        Poison = new PoisonItems(source);
        Feed = new EventFeed(source, options.EventTypes, options.Clock);
        store = CountyStore.Open(source, options, appended: Feed.Appended);
        Pages = new StreamPages(source, store, options.EventTypes, options.Projections, Applied, Feed, options.Clock, options.Software);
        Rebuilds = new Rebuilds(source, options);
    }

    public CountyCode County { get; }

    public string Service { get; }

    /// <summary>For queries. Sessions are not reset when they return to the pool: whoever sets something in one sets it
    /// for a transaction (<c>set local</c>).</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Sessions that are in no pool: what is locked in one ends with it.</summary>
    internal NpgsqlDataSource OwnSessions { get; }

    /// <summary>Marten's store: sessions, queries, appends to single streams.</summary>
    public IDocumentStore Store => store;

    /// <summary>Many streams at once.</summary>
    public StreamPages Pages { get; }

    /// <summary>All events in order.</summary>
    public EventFeed Feed { get; }

    /// <summary>Projections computed anew.</summary>
    public Rebuilds Rebuilds { get; }

    public AppliedPositions Applied { get; }

    public Checkpoints Checkpoints { get; }

    public PoisonItems Poison { get; }

    /// <summary>Creates the database if it is missing, brings it to the present schema, and opens it. Several
    /// processes may do so at once.</summary>
    /// <exception cref="Exception">The server's, or that of <see cref="CountyDatabaseOptions.Check"/>.</exception>
    public static async Task<CountyDatabase> OpenAsync(
        CountyDatabaseOptions options, CountyCode county, CancellationToken cancellation)
    {
        var name = options.DatabaseName(county);
        var own = options.Server(county);
        var admin = options.AdminConnectionString is { } text ? new NpgsqlConnectionStringBuilder(text) : own;
        await CountySchema.CreateAsync(admin, name, cancellation);
        await CountySchema.MigrateAsync(admin, own, name, options, cancellation);
        var pooled = Pooled(own, name);
        var database = new CountyDatabase(
            county, options.Service, NamedSource.Create(pooled.ConnectionString, name), NamedSource.OfOwnSessions(pooled), options);
        try
        {
            await (options.Check?.Invoke(database.Source, county, cancellation) ?? Task.CompletedTask);
            await database.Rebuilds.UnfinishedAsync(cancellation);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes a lock that only one session of all processes can hold, or returns null. It ends with the
    /// session: when it is disposed of, and when the process or the server dies.</summary>
    public Task<SessionLock?> TryLockAsync(string name, CancellationToken cancellation) =>
        SessionLock.TryTakeAsync(OwnSessions, name, cancellation);

    /// <summary>A session that appends to a stream of its own choosing, with these headers on its events.</summary>
    public NewEvents Append(IDocumentSession session, EventHeaders headers) =>
        new(session, headers with { Software = options.Software });

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await OwnSessions.DisposeAsync();
        await Source.DisposeAsync();
    }

    private static NpgsqlConnectionStringBuilder Pooled(NpgsqlConnectionStringBuilder server, string name) =>
        new(server.ConnectionString)
        {
            Database = name,
            MaxPoolSize = PoolSize,
            ReadBufferSize = ReadBufferBytes,
            ConnectionIdleLifetime = 60,
            Options = $"{server.Options} {SessionSettings}".Trim(),
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            IncludeErrorDetail = false,
        };
}

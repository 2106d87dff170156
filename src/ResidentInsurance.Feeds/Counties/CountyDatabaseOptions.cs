using Marten;
using Npgsql;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Feeds;

/// <summary>What a service's county databases are opened with.</summary>
public sealed class CountyDatabaseOptions
{
    /// <summary>The service's name, as <c>payment-ingestion</c>; databases are named <c>payment_ingestion_500119</c>.</summary>
    public required string Service { get; init; }

    /// <summary>The server. Its database, or <c>postgres</c>, is connected to for creating counties' databases.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>For counties on servers of their own.</summary>
    public IReadOnlyDictionary<CountyCode, string> ConnectionStrings { get; init; } = new Dictionary<CountyCode, string>();

    /// <summary>A role that creates and migrates databases and is used for nothing else; the service's own if null.</summary>
    public string? AdminConnectionString { get; init; }

    public required EventTypes EventTypes { get; init; }

    public IReadOnlyList<ITableProjection> Projections { get; init; } = [];

    /// <summary>What the service registers with its store besides, such as live aggregates.</summary>
    public IReadOnlyList<Action<StoreOptions>> Aggregates { get; init; } = [];

    /// <summary>The service's own schema: scripts that are run once each, in order. An applied one never changes.</summary>
    public IReadOnlyList<string> Migrations { get; init; } = [];

    /// <summary>What must hold before a county's database is open; it throws where it does not. Null: nothing.</summary>
    public Func<NpgsqlDataSource, CountyCode, CancellationToken, Task>? Check { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The version that events are marked with.</summary>
    public string Software { get; init; } = "";

    internal string DatabaseName(CountyCode county) => $"{Service.Replace('-', '_')}_{county.Value}";

    internal NpgsqlConnectionStringBuilder Server(CountyCode county) =>
        new(ConnectionStrings.GetValueOrDefault(county, ConnectionString));
}

using System.Reflection;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Feeds;

/// <summary>Registers a service's county databases.</summary>
public static class CountyDatabasesSetup
{
    /// <summary>Opens the databases <c>{service}_{county}</c> with the host, reports them as health check
    /// <c>counties</c>, and registers <see cref="CountyDatabases"/>.</summary>
    /// <remarks>Configuration: <c>ConnectionStrings:postgres</c> (the server), <c>ConnectionStrings:postgres-500119</c>
    /// (a county's own server), <c>ConnectionStrings:county-admin</c> (the role that creates and migrates),
    /// <c>Counties</c> (comma list).</remarks>
    /// <param name="builder">The host.</param>
    /// <param name="service">The service's name, as <c>payment-ingestion</c>.</param>
    /// <param name="eventTypes">All events that the service stores.</param>
    /// <param name="projections">Rows written with the events.</param>
    /// <param name="migrations">The service's schema: scripts run once each, in order; an applied one never changes.</param>
    /// <param name="defaultCounties">The counties to serve where <c>Counties</c> is not configured.</param>
    /// <param name="check">What must hold before a county's database is open; it throws where it does not.</param>
    /// <param name="aggregates">What the service registers with its store besides, such as live aggregates.</param>
    public static IHostApplicationBuilder AddCountyDatabases(
        this IHostApplicationBuilder builder, string service, EventTypes eventTypes,
        IReadOnlyList<ITableProjection>? projections = null, IReadOnlyList<string>? migrations = null,
        Func<IServiceProvider, IEnumerable<CountyCode>>? defaultCounties = null,
        Func<NpgsqlDataSource, CountyCode, CancellationToken, Task>? check = null,
        IReadOnlyList<Action<StoreOptions>>? aggregates = null)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services =>
        {
            var configuration = services.GetRequiredService<IConfiguration>();
            var counties = Counties(configuration) ?? [.. defaultCounties?.Invoke(services) ?? []];
            var options = new CountyDatabaseOptions
            {
                Service = service,
                ConnectionString = configuration.GetConnectionString("postgres")
                    ?? throw new InvalidOperationException("ConnectionStrings:postgres is not configured."),
                ConnectionStrings = OwnServers(configuration, counties),
                AdminConnectionString = configuration.GetConnectionString("county-admin"),
                EventTypes = eventTypes,
                Projections = projections ?? [],
                Aggregates = aggregates ?? [],
                Migrations = migrations ?? [],
                Check = check,
                Clock = services.GetRequiredService<TimeProvider>(),
                Software = Assembly.GetEntryAssembly()?
                    .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            };
            return new CountyDatabases(options, counties, services.GetRequiredService<ILogger<CountyDatabases>>());
        });
        builder.Services.AddHostedService(services => services.GetRequiredService<CountyDatabases>());
        builder.Services.AddExceptionHandler<RebuildingHandler>();
        builder.Services.AddHealthChecks().AddCheck<CountyDatabases>("counties").AddCheck<WritingCheck>("writing");
        return builder;
    }

    private static IReadOnlyList<CountyCode>? Counties(IConfiguration configuration) =>
        configuration["Counties"] is { Length: > 0 } list
            ? [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(CountyCode.Parse)]
            : null;

    private static Dictionary<CountyCode, string> OwnServers(IConfiguration configuration, IReadOnlyList<CountyCode> counties) =>
        counties.Select(county => (county, server: configuration.GetConnectionString($"postgres-{county.Value}")))
            .Where(pair => pair.server is not null)
            .ToDictionary(pair => pair.county, pair => pair.server!);
}

using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;

namespace ResidentInsurance.QuotaTracking.Tests;

/// <summary>The service over HTTP, without the bus.</summary>
internal static class QuotaService
{
    internal static readonly CountyCode County = CountyCode.Parse("500119");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="postgres">The server.</param>
    /// <param name="name">The database; two services of one name are two processes of one service.</param>
    /// <param name="clock">The system's where it is null.</param>
    /// <param name="enrollment">Where Enrollment answers how far its feed is.</param>
    internal static async Task<WebApplication> StartAsync(
        PostgresFixture postgres, string name, TimeProvider? clock = null, string enrollment = "http://127.0.0.1:1")
    {
        var builder = Builder(postgres, clock, ("services:enrollment:http:0", enrollment));
        builder.AddCountyDatabases(
            postgres.DatabasePrefix + name, QuotaEvents.Types, QuotaDatabases.Projections, QuotaDatabases.Migrations,
            aggregates: QuotaDatabases.Store);
        builder.AddPacks();
        builder.AddServiceClient(ServiceNames.Enrollment);
        builder.Services
            .AddSingleton<ProgressQueries>()
            .AddSingleton<IFileHandler<TaskRow>, TaskFiles>()
            .AddHostedService<AnnexAssignment>()
            .AddSingleton<CountyReadings<IReadOnlyList<VillageGauges.VillageCount>>>().AddHostedService<VillageGauges>();
        return await StartedAsync(builder, app => app.MapQuotas());
    }

    /// <summary>A store with a feed that answers as Enrollment's does.</summary>
    internal static async Task<WebApplication> StartSourceAsync(PostgresFixture postgres, string name, EventTypes types, TimeProvider clock)
    {
        var builder = Builder(postgres, clock);
        builder.AddCountyDatabases(postgres.DatabasePrefix + name, types);
        return await StartedAsync(builder, app => app.MapRecorded());
    }

    internal static CountyDatabase DatabaseOf(WebApplication app) => app.Services.GetRequiredService<CountyDatabases>().Get(County);

    internal static HttpClient ClientOf(WebApplication app)
    {
        var token = app.Services.GetRequiredService<ActorTokens>().Issue(new Actor("李经办", ActorRole.Operator, County.Value));
        return new HttpClient
        {
            BaseAddress = new Uri(app.Urls.First()), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
    }

    private static WebApplicationBuilder Builder(PostgresFixture postgres, TimeProvider? clock, params (string, string)[] more)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0", ["Counties"] = County.Value,
            ["ConnectionStrings:postgres"] = postgres.Server, ["Secrets:TokenKey"] = new string('t', 32),
            ["Meters:Interval"] = "00:00:00.1",
        }.Concat(more.Select(pair => KeyValuePair.Create(pair.Item1, (string?)pair.Item2))));
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }

        builder.AddServiceDefaults();
        builder.Services.Configure<PrometheusAspNetCoreOptions>(options => options.ScrapeResponseCacheDurationMilliseconds = 0);
        builder.Logging.ClearProviders();
        return builder;
    }

    private static async Task<WebApplication> StartedAsync(WebApplicationBuilder builder, Action<WebApplication> map)
    {
        var app = builder.Build();
        app.MapServiceDefaults();
        map(app);
        await app.StartAsync(Ct);
        await app.Services.GetRequiredService<CountyDatabases>().OpenedAsync(County, Ct);
        return app;
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>What every service has in common, in the shape of an Aspire solution.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Telemetry, health (<see cref="Management"/>), access by token, problem details, the OpenAPI document, pipelines, JSON.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        builder.AddManagement();
        builder.AddTelemetry();
        builder.AddAccess();
        services.AddPipelines();
        services.AddProblems();
        services.AddOpenApi();
        services.ConfigureHttpJsonOptions(options => ContractJson.Configure(options.SerializerOptions));
        // A body that is no JSON is its sender's mistake and no fault to log, in development too.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Management.Live]);

        // Ctrl-C has to end everything within 30 s; a page in work needs a second, a file between two pages as well.
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(15));
        // A line for each request would bury what happened; traces have them.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);
        // Who calls a service says what came of it; a line with an exception for each try would say it four times.
        builder.Logging.AddFilter("Polly", LogLevel.None);
        builder.Logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.TimestampFormat = "HH:mm:ss.fff ";
        });
        return builder;
    }

    /// <summary>The middleware and endpoints that go with <see cref="AddServiceDefaults"/>; call it before a service
    /// maps its own.</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        // Here, before anything starts, so that it is the log's first line.
        app.Logger.LogInformation("{Service} {Version} on .NET {Runtime}, process {Process}",
            app.Environment.ApplicationName, Build.Version, Environment.Version, Environment.ProcessId);
        app.UseRequestLocalization(options =>
        {
            options.SetDefaultCulture("zh");
            options.SupportedCultures = [CultureInfo.InvariantCulture];
            options.SupportedUICultures = [new CultureInfo("zh"), new CultureInfo("en")];
        });
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseManagementPort();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapManagement();
        app.MapOpenApi().AllowAnonymous();
        return app;
    }
}

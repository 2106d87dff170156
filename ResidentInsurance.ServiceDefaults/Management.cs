using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>What a machine asks a service: <c>/metrics</c>, <c>/health</c> and <c>/alive</c>, without a token.</summary>
/// <remarks>They answer on the service's own port, where a proxy before it can keep these three paths from the public.
/// With the configuration <c>Management:Port</c> (<c>Management__Port=9101</c>) the service listens on that port too, on
/// the address of its first URL, and they answer there only, and nothing else does: then the public's port has none of
/// them, whatever Host header a request names, and a firewall can close the other.</remarks>
public static class Management
{
    /// <summary>The tag of a check that tells whether the process works at all.</summary>
    internal const string Live = "live";

    private const string MetricsPath = "/metrics";
    private const string HealthPath = "/health";
    private const string AlivePath = "/alive";
    private const string DefaultUrl = "http://localhost:5000";

    /// <summary>Whether a path is one of these.</summary>
    internal static bool Has(PathString path) => path.Value is MetricsPath or HealthPath or AlivePath;

    /// <summary>Has the service listen on the management port beside its own, where one is configured.</summary>
    internal static void AddManagement(this WebApplicationBuilder builder)
    {
        if (Port(builder.Configuration) is not { } port)
        {
            return;
        }

        // As Kestrel reads them; naming an address of ours alone would replace them.
        var own = builder.Configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls ? urls
            : builder.Configuration[WebHostDefaults.HttpPortsKey] is { Length: > 0 } ports
                ? string.Join(';', ports.Split(';').Select(other => $"http://*:{other}"))
            : DefaultUrl;
        var host = BindingAddress.Parse(own.Split(';')[0]).Host;
        builder.WebHost.UseUrls([.. own.Split(';'), $"http://{host}:{port}"]);
    }

    /// <summary>Maps the three, and keeps them and everything else apart where there is a port for them.</summary>
    internal static void MapManagement(this WebApplication app)
    {
        var mark = new Mark();
        app.MapPrometheusScrapingEndpoint(MetricsPath).AllowAnonymous().WithMetadata(mark);
        app.MapHealthChecks(HealthPath, new HealthCheckOptions { ResponseWriter = HealthReport.WriteAsync })
            .AllowAnonymous().WithMetadata(mark);
        app.MapHealthChecks(AlivePath, new HealthCheckOptions { Predicate = check => check.Tags.Contains(Live) })
            .AllowAnonymous().WithMetadata(mark);
    }

    /// <summary>Before anything looks at the endpoint: it is gone where it came in by the wrong port.</summary>
    internal static void UseManagementPort(this WebApplication app)
    {
        if (Port(app.Configuration) is not { } port)
        {
            return;
        }

        app.Use((context, next) =>
        {
            // The port of the connection; RequireHost would believe the request's Host header.
            var isOurs = context.GetEndpoint()?.Metadata.GetMetadata<Mark>() is not null;
            if (isOurs != (context.Connection.LocalPort == port))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            return next(context);
        });
    }

    private static int? Port(IConfiguration configuration) => configuration.GetValue<int?>("Management:Port");

    /// <summary>Marks an endpoint of the management port.</summary>
    private sealed class Mark;
}

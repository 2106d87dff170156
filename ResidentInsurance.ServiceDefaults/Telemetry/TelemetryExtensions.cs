using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>OpenTelemetry: metrics for Prometheus at <c>/metrics</c>; metrics, traces and logs to a collector where
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one.</summary>
internal static class TelemetryExtensions
{
    /// <summary>Meters and sources of this product begin with it.</summary>
    private const string Ours = "ResidentInsurance.*";

    // By name: these libraries have sources and meters of their own, and ServiceDefaults needs neither of them.
    private const string Bus = "MassTransit";
    private const string Store = "Marten*";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var name = builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName;
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(name, serviceVersion: Build.Version))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddProcessInstrumentation()
                .AddNpgsqlInstrumentation()
                .AddMeter(Bus, Store, Ours)
                .AddPrometheusExporter());

        // Without a collector nobody would read spans: then none are made.
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            builder.Logging.AddOpenTelemetry(logs => logs.IncludeFormattedMessage = true);
            telemetry
                .WithTracing(tracing => tracing
                    .AddAspNetCoreInstrumentation(server => server.Filter = request => !Management.Has(request.Request.Path))
                    .AddHttpClientInstrumentation()
                    .AddNpgsql()
                    .AddSource(Bus, Store, Ours))
                .UseOtlpExporter();
        }
    }
}

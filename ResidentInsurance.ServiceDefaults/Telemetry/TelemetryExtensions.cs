using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>OpenTelemetry without its hosting and instrumentation packages: the runtime's own meters and sources
/// have what they add.</summary>
internal static class TelemetryExtensions
{
    /// <summary>Meters and sources of this product begin with it.</summary>
    private const string Ours = "ResidentInsurance.*";

    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime",
        "Npgsql", "MassTransit", Ours,
    ];

    private static readonly string[] Sources =
    [
        "Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "MassTransit", "RabbitMQ.Client.Publisher", Ours,
    ];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        // Else the spans of HTTP servers carry no tags.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);

        var hasCollector = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        var name = builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName;
        var exporter = new PrometheusExporter();
        builder.Services.AddSingleton(exporter);
        builder.Services.AddSingleton(_ => Sdk(name, exporter, hasCollector));
        builder.Services.AddHostedService<TelemetryService>();
        if (hasCollector)
        {
            builder.Logging.AddOpenTelemetry(logs => logs
                .SetResourceBuilder(ResourceBuilder.CreateDefault().AddService(name, serviceVersion: Build.Version))
                .AddOtlpExporter());
        }
    }

    public static void MapMetrics(this WebApplication app) =>
        app.MapGet("/metrics", (PrometheusExporter exporter) => Results.Text(exporter.Scrape(), PrometheusText.ContentType))
            .AllowAnonymous()
            .ExcludeFromDescription();

    private static OpenTelemetrySdk Sdk(string name, PrometheusExporter exporter, bool hasCollector) =>
        OpenTelemetrySdk.Create(sdk =>
        {
            sdk.ConfigureResource(resource => resource.AddService(name, serviceVersion: Build.Version));
            sdk.WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters).AddReader(new BaseExportingMetricReader(exporter));
                if (hasCollector)
                {
                    metrics.AddOtlpExporter();
                }
            });

            // Without a collector nobody would read spans: then none are made.
            if (hasCollector)
            {
                sdk.WithTracing(tracing => tracing.AddSource(Sources).AddOtlpExporter());
            }
        });
}

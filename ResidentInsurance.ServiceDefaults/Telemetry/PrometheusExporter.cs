using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>Answers a scrape with the SDK's present values; no exporter of Prometheus' text format can be restored.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly Lock gate = new();
    private string text = "";

    /// <summary>Set by the reader that this exporter is given to.</summary>
    public Func<int, bool>? Collect { get; set; }

    Func<int, bool>? IPullMetricExporter.Collect
    {
        get => Collect;
        set => Collect = value;
    }

    /// <summary>Collects all meters and renders them; scrapes wait for each other.</summary>
    public string Scrape()
    {
        lock (gate)
        {
            text = "";
            Collect?.Invoke(Timeout.Infinite);
            return text;
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        text = PrometheusText.Render(batch);
        return ExportResult.Success;
    }
}

using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>Prometheus' text format 0.0.4: names with units, one block a name, labels escaped.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Render(in Batch<Metric> batch)
    {
        // Several meters may have an instrument of one name; the format wants their samples together.
        var blocks = new SortedDictionary<string, (string Head, StringBuilder Samples)>(StringComparer.Ordinal);
        foreach (var metric in batch)
        {
            var kind = Kind(metric);
            var name = Name(metric, kind);
            if (!blocks.TryGetValue(name, out var block))
            {
                block = ($"# HELP {name} {Escape(metric.Description)}\n# TYPE {name} {kind}\n", new StringBuilder());
                blocks.Add(name, block);
            }

            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                AppendPoint(block.Samples, name, metric.MetricType, point);
            }
        }

        var text = new StringBuilder();
        foreach (var (head, samples) in blocks.Values)
        {
            text.Append(head).Append(samples);
        }

        return text.ToString();
    }

    // The runtime's thread pool and MassTransit's "active" counts arrive as monotonic sums although they fall again.
    private static string Kind(Metric metric) => metric.MetricType switch
    {
        MetricType.Histogram => "histogram",
        MetricType.LongSum or MetricType.DoubleSum when !FallsAgain(metric.Name) => "counter",
        _ => "gauge",
    };

    private static bool FallsAgain(string name) =>
        name.StartsWith("dotnet.thread_pool.", StringComparison.Ordinal)
            ? !name.EndsWith(".work_item.count", StringComparison.Ordinal)
            : name.EndsWith(".active", StringComparison.Ordinal) || name.EndsWith("_active", StringComparison.Ordinal);

    private static string Name(Metric metric, string kind)
    {
        var name = Label(metric.Name);
        var unit = metric.Unit switch { "s" => "seconds", "ms" => "milliseconds", "By" => "bytes", "%" => "percent", _ => "" };
        if (unit.Length > 0 && !name.EndsWith("_" + unit, StringComparison.Ordinal))
        {
            name = $"{name}_{unit}";
        }

        return kind != "counter" || name.EndsWith("_total", StringComparison.Ordinal) ? name : name + "_total";
    }

    private static void AppendPoint(StringBuilder text, string name, MetricType type, in MetricPoint point)
    {
        var labels = Labels(point.Tags);
        switch (type)
        {
            case MetricType.Histogram:
                AppendHistogram(text, name, labels, point);
                break;
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                Sample(text, name, labels, point.GetSumLong());
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                Sample(text, name, labels, point.GetSumDouble());
                break;
            case MetricType.LongGauge:
                Sample(text, name, labels, point.GetGaugeLastValueLong());
                break;
            case MetricType.DoubleGauge:
                Sample(text, name, labels, point.GetGaugeLastValueDouble());
                break;
            default:
                break; // exponential histograms have no form in this format, and nobody here makes one
        }
    }

    private static void AppendHistogram(StringBuilder text, string name, string labels, in MetricPoint point)
    {
        var below = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
            Sample(text, name + "_bucket", Join(labels, $"le=\"{bound}\""), below);
        }

        Sample(text, name + "_sum", labels, point.GetHistogramSum());
        Sample(text, name + "_count", labels, point.GetHistogramCount());
    }

    private static void Sample(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ').Append(Number(value)).Append('\n');

    private static string Labels(ReadOnlyTagCollection tags)
    {
        var labels = "";
        foreach (var (key, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture);
            labels = Join(labels, $"{Label(key)}=\"{Escape(text).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        }

        return labels;
    }

    private static string Join(string labels, string label) => labels.Length == 0 ? label : $"{labels},{label}";

    private static string Label(string name) =>
        string.Create(name.Length, name, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
            }
        });

    private static string Escape(string? text) =>
        (text ?? "").Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using ResidentInsurance.Testing;

namespace ResidentInsurance.ServiceDefaults.Tests;

public sealed partial class MetricsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scrape_has_requests_runtime_and_our_own_counts()
    {
        await using var service = await TestService.StartAsync();
        using var meter = new Meter("ResidentInsurance.Tests");
        meter.CreateCounter<long>("ri.rows", "{row}", "Rows \\ read").Add(3, new KeyValuePair<string, object?>("state", "a\"b"));
        await service.Client.GetAsync("/alive", Ct);

        var text = await service.Client.GetStringAsync("/metrics", Ct);

        Assert.Contains("# HELP ri_rows_total Rows \\\\ read\n# TYPE ri_rows_total counter\nri_rows_total{state=\"a\\\"b\"} 3\n", text,
            StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration_seconds_bucket{", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE dotnet_thread_pool_thread_count gauge", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_line_follows_the_format_and_every_name_has_one_block()
    {
        await using var service = await TestService.StartAsync();
        await service.Client.GetAsync("/alive", Ct);

        var lines = (await service.Client.GetStringAsync("/metrics", Ct)).TrimEnd('\n').Split('\n');

        Assert.All(lines, line => Assert.Matches(Line(), line));
        var types = lines.Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal)).ToList();
        Assert.Equal(types.Distinct().Count(), types.Count);
    }

    [GeneratedRegex("""^(# (HELP|TYPE) [a-z_0-9]+ .*|[a-z_0-9]+(\{([a-z_0-9]+="([^"\\]|\\.)*",?)*\})? [-+0-9.eEIinfNa]+)$""")]
    private static partial Regex Line();
}

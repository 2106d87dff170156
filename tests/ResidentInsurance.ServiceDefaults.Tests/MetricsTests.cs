using System.Diagnostics.Metrics;
using ResidentInsurance.Testing;

namespace ResidentInsurance.ServiceDefaults.Tests;

public sealed class MetricsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scrape_has_requests_runtime_process_and_our_own_counts_with_their_units()
    {
        await using var service = await TestService.StartAsync();
        using var meter = new Meter("ResidentInsurance.Tests");
        meter.CreateCounter<long>("ri.rows", "{row}", "Rows read").Add(3, new KeyValuePair<string, object?>("state", "a\"b"));
        meter.CreateObservableGauge("ri.age", () => 1.5, "s", "How old");
        await service.Client.GetAsync("/alive", Ct);

        var scrape = await Scrape.OfAsync(service.Client);

        Assert.Equal(3, scrape.Value("ri_rows_total", ("state", "a\"b")));
        Assert.Equal(1.5, scrape.Value("ri_age_seconds"));
        Assert.NotEmpty(scrape.All("http_server_request_duration_seconds_count"));
        Assert.Contains("dotnet_gc_collections_total", scrape.Names);
        Assert.Contains("process_memory_usage_bytes", scrape.Names);
        Assert.Contains("# TYPE ri_rows_total counter\n", scrape.Text, StringComparison.Ordinal);
        Assert.Contains("# HELP ri_age_seconds How old\n", scrape.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_to_another_service_is_counted()
    {
        await using var service = await TestService.StartAsync();
        using var client = new HttpClient();
        await client.GetAsync(service.Client.BaseAddress + "alive", Ct);

        Assert.NotEmpty((await Scrape.OfAsync(service.Client)).All("http_client_request_duration_seconds_count"));
    }

    [Fact]
    public async Task Every_name_has_one_type()
    {
        await using var service = await TestService.StartAsync();
        await service.Client.GetAsync("/alive", Ct);

        var types = (await Scrape.OfAsync(service.Client)).Text.Split('\n')
            .Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToList();

        Assert.NotEmpty(types);
        Assert.Equal(types.Distinct(), types);
    }
}

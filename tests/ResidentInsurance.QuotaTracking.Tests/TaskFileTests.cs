using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JasperFx.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;

namespace ResidentInsurance.QuotaTracking.Tests;

/// <summary>The service over HTTP on a database of its own, without the bus.</summary>
public sealed class TaskFileTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Header = "乡镇(街道),村(社区),人口数,任务数\n";
    private static readonly CountyCode County = QuotaService.County;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_annex_is_there_from_the_start_and_the_sample_comes_to_its_progress()
    {
        await using var app = await StartAsync("sample");
        using var client = QuotaService.ClientOf(app);
        await AnnexAsync(client);
        var repeated = await SendAsync(client, await SampleAsync("tasks.csv"));
        await CoverAsync(app, [.. (await SampleAsync("expected.jsonl")).TrimEnd().Split('\n')]);

        var lines = await client.GetFromJsonAsync<List<VillageProgress>>("/campaigns/fengyan-2024/progress", ContractJson.Options, Ct);

        Assert.Equal((7, 0, 7, 0), (repeated.Rows, repeated.Accepted, repeated.Repeated, repeated.Rejected));
        var expected = (await SampleAsync("progress.jsonl")).TrimEnd().Split('\n')
            .Select(line => JsonSerializer.Deserialize<VillageProgress>(line, ContractJson.Options));
        Assert.Equal(expected, lines);
    }

    [Fact]
    public async Task A_table_replaces_and_extends_the_annex_in_its_order()
    {
        await using var app = await StartAsync("extend");
        using var client = QuotaService.ClientOf(app);
        var annex = await AnnexAsync(client);

        var sent = await SendAsync(client, $"{Header},新村乙,100,80\n峰岩乡,千丘村,,1600\n峰岩乡,新村甲,,90\n");
        var again = await SendAsync(client, $"{Header}峰岩乡,新村甲,,90\n峰岩乡,新村乙,,80\n");
        var lines = await client.GetFromJsonAsync<List<VillageProgress>>("/campaigns/fengyan-2024/progress", ContractJson.Options, Ct);

        Assert.Equal((3, 0), (sent.Accepted, sent.Rejected));
        Assert.Equal((0, 2), (again.Accepted, again.Repeated));
        Assert.Equal([.. annex.Select(line => line.Village), "新村乙", "新村甲"], lines!.Select(line => line.Village));
        Assert.Equal((1778, 1600), (lines![1].Population, lines[1].Task));
        Assert.Equal((100, 80), (lines[^2].Population, lines[^2].Task));
    }

    [Fact]
    public async Task Each_village_has_its_task_and_its_enrolled_among_the_metrics_and_nothing_else()
    {
        await using var app = await StartAsync("gauges");
        using var client = QuotaService.ClientOf(app);
        var annex = await AnnexAsync(client);
        var villages = app.Services.GetRequiredService<PackLibrary>().Find(CampaignId.Parse("fengyan-2024"))!.Annex.Villages
            .Select(village => village.Code.Value).ToHashSet();
        var before = await ScrapedAsync(scrape => Of(scrape, "task").Count == annex.Count);
        Assert.All(Of(before, "enrolled"), village => Assert.Equal(0, village.Value));

        await CoverAsync(app, [.. (await SampleAsync("expected.jsonl")).TrimEnd().Split('\n')]);
        var lines = await client.GetFromJsonAsync<List<VillageProgress>>("/campaigns/fengyan-2024/progress", ContractJson.Options, Ct);
        var after = await ScrapedAsync(scrape => Of(scrape, "enrolled").Sum(village => village.Value) == lines!.Sum(line => line.Enrolled));

        Assert.Equal(Named(lines!, line => line.Enrolled), Of(after, "enrolled").ToDictionary(v => v.Labels["name"], v => v.Value));
        Assert.Equal(Named(lines!, line => line.Task), Of(after, "task").ToDictionary(v => v.Labels["name"], v => v.Value));
        Assert.Equal(villages, Of(after, "enrolled").Select(village => village.Labels["village"]).ToHashSet());
        Assert.Equal(["resident_insurance_village_enrolled", "resident_insurance_village_task"],
            after.Names.Where(name => after.All(name).Any(sample => sample.Labels.ContainsKey("village"))).Order(StringComparer.Ordinal));

        static Dictionary<string, double> Named(List<VillageProgress> lines, Func<VillageProgress, double> value) =>
            lines.ToDictionary(line => line.Village, value);

        static IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)> Of(Scrape scrape, string what) =>
            scrape.All($"resident_insurance_village_{what}", ("county", County.Value), ("campaign", "fengyan-2024"));

        Task<Scrape> ScrapedAsync(Func<Scrape, bool> condition) => Eventually.Value(
            async () => await Scrape.OfAsync(client) is { } scrape && condition(scrape) ? scrape : null, "a scrape");
    }

    [Fact]
    public async Task As_of_a_day_counts_who_had_paid_by_then_and_an_unknown_campaign_is_told()
    {
        await using var app = await StartAsync("as-of");
        using var client = QuotaService.ClientOf(app);
        await AnnexAsync(client);
        await CoverAsync(app, [.. (await SampleAsync("expected.jsonl")).TrimEnd().Split('\n')]);

        var before = await client.GetFromJsonAsync<List<VillageProgress>>(
            "/campaigns/fengyan-2024/progress?asOf=2023-10-31", ContractJson.Options, Ct);
        using var unknown = await client.GetAsync("/campaigns/never-2024/progress", Ct);

        var paid = (await SampleAsync("expected.jsonl")).TrimEnd().Split('\n').Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .Count(person => person.GetProperty("enrolled").GetBoolean()
                && string.CompareOrdinal(person.GetProperty("paidOn").GetString(), "2023-10-31") <= 0);
        Assert.Equal(paid, before!.Sum(line => line.Enrolled));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task The_tasks_are_rebuilt_from_their_events()
    {
        await using var app = await StartAsync("rebuild");
        using var client = QuotaService.ClientOf(app);
        await AnnexAsync(client);
        await SendAsync(client, $"{Header}峰岩乡,新村,100,80\n");
        var before = await client.GetStringAsync("/campaigns/fengyan-2024/progress", Ct);

        await app.Services.GetRequiredService<CountyDatabases>().Get(County).Rebuilds.RunAsync(VillageProgressProjection.ProjectionName, Ct);

        Assert.Equal(before, await client.GetStringAsync("/campaigns/fengyan-2024/progress", Ct));
    }

    private Task<WebApplication> StartAsync(string name) => QuotaService.StartAsync(postgres, name);

    private static async Task<IReadOnlyList<VillageProgress>> AnnexAsync(HttpClient client) => await Eventually.Value(
        async () => await client.GetFromJsonAsync<List<VillageProgress>>("/campaigns/fengyan-2024/progress", ContractJson.Options, Ct)
            is { Count: > 0 } lines ? lines : null, "the annex is assigned");

    private static async Task<IntakeResult> SendAsync(HttpClient client, string csv)
    {
        using var answer = await client.PostAsync(
            "/campaigns/fengyan-2024/files/tasks?name=tasks.csv", new ByteArrayContent(Encoding.UTF8.GetBytes(csv)), Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<IntakeLine>(text.TrimEnd().Split('\n')[^1], ContractJson.Options)!.Result!;
    }

    /// <summary>What Enrollment says of persons of whom only the result is known.</summary>
    private static async Task CoverAsync(WebApplication app, IReadOnlyList<string> persons)
    {
        var annex = app.Services.GetRequiredService<PackLibrary>().Find(CampaignId.Parse("fengyan-2024"))!.Annex;
        var items = persons.Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .Where(person => person.GetProperty("enrolled").GetBoolean())
            .Select((person, number) =>
            {
                var day = DateOnly.Parse(person.GetProperty("paidOn").GetString()!);
                var state = new CoverageGranted(
                    ResidentKey.Parse($"{number:x32}"), CampaignId.Parse("fengyan-2024"), 1, new Cover(
                        annex.FindVillage(null, person.GetProperty("village").GetString()!)!.Code, Tier.Low, day, day, Money.FromYuan(380),
                        Money.Zero, Money.Zero, Money.Zero, null, null, Money.FromYuan(380), new CoveragePeriod(day, day), Suspensions.None),
                    PackVersion: 1);
                return FeedItems.Of(
                    new Event<object>(state) { Id = Guid.NewGuid(), StreamKey = $"resident-{number:x32}", Version = 1 }, state);
            });
        await new CoverageConsumer().HandleAsync(app.Services.GetRequiredService<CountyDatabases>().Get(County),
            new FeedPage(County, ServiceNames.Enrollment, 0, 1, [.. items]), Ct);
    }

    private static Task<string> SampleAsync(string file) =>
        File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "samples", "fengyan-small", file), Ct);
}

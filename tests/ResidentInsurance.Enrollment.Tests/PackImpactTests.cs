using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>What a corrected pack would change, over HTTP and a real database with a sample area's facts.</summary>
public sealed class PackImpactTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private const string PackFile = "fengyan-2024.yaml";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "packs");
    private static readonly PackLibrary Packs = PackLibrary.Load(Folder);
    private static readonly CompiledPack Present = Packs.Find(CampaignId.Parse("fengyan-2024"))!;

    private readonly HttpClient client = new();
    private EnrollmentService? service;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private CountyDatabase Database => service!.Database;

    public async ValueTask InitializeAsync()
    {
        service = await EnrollmentService.StartAsync(postgres, Packs, Present, app => app.MapImpact());
        client.BaseAddress = service.Address;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer",
            service.Token(new Actor("李经办", ActorRole.Reader, Area: "")));

        var headers = new EventHeaders("李经办", "test");
        await new ResidentFacts(Packs).RecordAsync(Database.Pages,
            [.. SampleArea.Read("fengyan-small", Present).Facts.Select(fact => new ResidentFact(fact.Resident, fact.Fact, headers))],
            alongside: null, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (service is not null)
        {
            await service.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_changed_subsidy_lists_those_whom_it_touches_and_changes_nothing()
    {
        var head = await Database.Feed.HeadAsync(Ct);

        var lines = await ImpactAsync(text => text.Replace("low: 342 yuan", "low: 350 yuan", StringComparison.Ordinal));

        // The sample has four persons with that subsidy: 38 yuan were due, 30 would be. Two of them had paid too much before.
        Assert.Equal(4, lines[^1].Result!.Value.GetProperty("different").GetInt32());
        var differences = lines.Where(line => line.Difference is not null).Select(line => line.Difference!.Value).ToList();
        Assert.Equal(
            ["三教村 342 38 0 → 350 30 8", "三教村 342 38 38 → 350 30 46", "正阳村 342 38 0 → 350 30 8", "金兴村 342 38 20 → 350 30 28"],
            differences.Select(difference => $"{difference.GetProperty("village")} {Figures(difference.GetProperty("before"))} → "
                + Figures(difference.GetProperty("after"))).Order(StringComparer.Ordinal));
        Assert.All(differences, difference => Assert.Equal(
            """["overpaid"]""", difference.GetProperty("after").GetProperty("exceptions").GetRawText()));
        Assert.Equal(head, await Database.Feed.HeadAsync(Ct));
    }

    [Fact]
    public async Task A_new_version_with_the_same_rules_touches_nobody()
    {
        var lines = await ImpactAsync(text => text);

        var result = Assert.Single(lines).Result!.Value;
        Assert.Equal(0, result.GetProperty("different").GetInt32());
        Assert.InRange(result.GetProperty("compared").GetInt32(), 100, int.MaxValue);
    }

    [Fact]
    public async Task A_pack_with_a_fault_is_refused_with_its_line()
    {
        using var answer = await PostAsync(text => text.Replace("low: 342 yuan", "low: 3420 yuan", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var detail = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("detail").GetString()!;
        Assert.Contains("资助 3420 元高于", detail, StringComparison.Ordinal);
        Assert.StartsWith(PackFile + ":", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_campaigns_pack_is_refused()
    {
        using var answer = await client.PostAsync("/campaigns/fengyan-2024/impact",
            new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(Folder, "lishui-2023.yaml"), Ct)), Ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("other-campaign", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private static string Figures(JsonElement outcome) =>
        $"{outcome.GetProperty("subsidy")} {outcome.GetProperty("due")} {outcome.GetProperty("refundDue")}";

    private async Task<List<(JsonElement? Difference, JsonElement? Result)>> ImpactAsync(Func<string, string> correct)
    {
        using var answer = await PostAsync(correct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(line => (Part(line, "difference"), Part(line, "result")))];

        static JsonElement? Part(JsonElement line, string name) => line.TryGetProperty(name, out var part) ? part : null;
    }

    private async Task<HttpResponseMessage> PostAsync(Func<string, string> correct)
    {
        var text = correct(await File.ReadAllTextAsync(Path.Combine(Folder, PackFile), Ct));
        var version = $"version: {Present.Version}\n";
        Assert.Contains(version, text, StringComparison.Ordinal);
        return await client.PostAsync("/campaigns/fengyan-2024/impact", new ByteArrayContent(Encoding.UTF8.GetBytes(
            text.Replace(version, $"version: {Present.Version + 1}\n", StringComparison.Ordinal))), Ct);
    }
}

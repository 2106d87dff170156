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
        await new ResidentFacts(Packs).RecordAsync(Database.Events,
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
        var head = await Database.Events.HeadAsync(Ct);

        var lines = await ImpactAsync(text => text.Replace("low: 342 yuan", "low: 350 yuan", StringComparison.Ordinal));

        // The sample has two persons with that subsidy: 38 yuan were due and paid, 30 would be.
        Assert.Equal(2, lines[^1].Result!.Different);
        var differences = lines.Select(line => line.Difference).OfType<ImpactDifference>().ToList();
        Assert.Equal(2, differences.Count);
        Assert.All(differences, difference =>
        {
            Assert.Equal("峰中村", difference.Village);
            Assert.Equal(("342", "38", "0"), Figures(difference.Before));
            Assert.Equal(("350", "30", "8"), Figures(difference.After));
            Assert.Equal([ExceptionCodes.Overpaid], difference.After.Exceptions);
        });
        Assert.Equal(head, await Database.Events.HeadAsync(Ct));
    }

    [Fact]
    public async Task A_new_version_with_the_same_rules_touches_nobody()
    {
        var lines = await ImpactAsync(text => text);

        var result = Assert.Single(lines).Result!;
        Assert.Equal(0, result.Different);
        Assert.InRange(result.Compared, 100, int.MaxValue);
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

    private static (string? Subsidy, string? Due, string RefundDue) Figures(ImpactOutcome outcome) =>
        (outcome.Subsidy?.ToString(), outcome.Due?.ToString(), outcome.RefundDue.ToString());

    private async Task<List<ImpactLine>> ImpactAsync(Func<string, string> correct)
    {
        using var answer = await PostAsync(correct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<ImpactLine>(line, ContractJson.Options)!)];
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

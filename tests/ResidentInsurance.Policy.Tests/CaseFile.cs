using System.Text.Json;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy.Tests;

/// <summary>Cases of a file, one JSON object a line: a question with its expected answer.</summary>
internal sealed record QuoteCase(
    string CaseId, string Campaign, string Tier, DateOnly PaidOn, PersonFacts Person, JsonElement Expected)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<QuoteCase> Of(string file) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "cases", file))
            .Where(line => line.Length > 0)
            .Select(line => JsonSerializer.Deserialize<QuoteCase>(line, Json)!)];

    /// <summary>The product's answer in the form of <see cref="Expected"/>.</summary>
    public string Answer()
    {
        if (Packs.Library.Find(CampaignId.Parse(Campaign)) is not { } pack)
        {
            return Refusal(Rejections.UnknownCampaign);
        }

        var tier = Tiers.TryParse(Tier, out var known) ? known : (Tier)99;
        return Shown(pack.Quote(tier, PaidOn, Person));
    }

    public string ExpectedText() => Expected.GetProperty("accepted").GetBoolean()
        ? JsonSerializer.Serialize(Expected.Deserialize<Figures>(Json), Json)
        : Refusal(Expected.GetProperty("rejection").GetString()!);

    public static string Shown(Quote quote) => !quote.Accepted
        ? Refusal(quote.Rejection!)
        : JsonSerializer.Serialize(
            new Figures(quote.Contribution, quote.FiscalShareBorne, quote.Subsidy, quote.FiscalShareSubsidised,
                quote.SubsidyCategory, quote.Due, quote.Coverage!.Value), Json);

    private static string Refusal(string code) => "refused: " + code;

    private sealed record Figures(
        Money Contribution, Money FiscalShareBorne, Money Subsidy, Money FiscalShareSubsidised, string? SubsidyCategory,
        Money Due, CoveragePeriod Coverage);
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ResidentInsurance.Cli.Output;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Cli;

/// <summary><c>ri progress</c>: the villages of a campaign in the annex's order.</summary>
internal static class ProgressCommand
{
    // A population that is not stated is null in the line.
    private static readonly JsonSerializerOptions LineJson = new(ContractJson.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public static Command Create()
    {
        var (campaign, json) = (CommonOptions.Campaign(), CommonOptions.Json());
        var asOf = CommonOptions.Date("--as-of", Texts.AboutAsOf);
        var knownAt = new Option<DateTimeOffset?>("--known-at")
        {
            Description = Texts.AboutKnownAt, HelpName = Texts.ValueTime,
            CustomParser = result => BusinessMinute(CommonOptions.Word(result))
                ?? CommonOptions.Refused<DateTimeOffset?>(result, string.Format(Texts.NotATime, "--known-at")),
        };
        var command = new Command("progress", Texts.AboutProgress) { campaign, asOf, knownAt, json };
        command.SetAction((words, cancellation) => RunAsync(words.DataFolder(), words.GetRequiredValue(campaign),
            words.GetValue(asOf), words.GetValue(knownAt), words.GetValue(json), cancellation));
        return command;
    }

    /// <summary>The villages as they were on a day and as they were known at a time; both are now where they are null.</summary>
    public static Task<List<VillageProgress>> ReadAsync(
        Instance instance, CampaignId campaign, DateOnly? asOf, DateTimeOffset? knownAt, CancellationToken cancellation) =>
        instance.GetAsync<List<VillageProgress>>(ServiceNames.QuotaTracking, PathOf(campaign, asOf, knownAt), cancellation);

    public static string PathOf(CampaignId campaign, DateOnly? asOf, DateTimeOffset? knownAt)
    {
        var asked = new List<string>();
        if (asOf is { } day)
        {
            asked.Add($"asOf={day:yyyy-MM-dd}");
        }

        if (knownAt is { } time)
        {
            asked.Add("knownAt=" + Uri.EscapeDataString(time.ToString("yyyy-MM-ddTHH:mm:sszzz")));
        }

        return $"/campaigns/{campaign}/progress{(asked.Count == 0 ? "" : "?")}{string.Join('&', asked)}";
    }

    public static Listing TableOf(IReadOnlyList<VillageProgress> villages, IReadOnlyList<decimal> thresholds)
    {
        var table = new Listing(Column.Words(Texts.Township), Column.Words(Texts.Village), Column.Figures(Texts.Population),
            Column.Figures(Texts.Task), Column.Figures(Texts.Enrolled), Column.Figures(Texts.Rate), Column.Figures(Texts.Rank));
        foreach (var village in villages)
        {
            table.Add(village.Township, village.Village, village.Population?.ToString() ?? "", village.Task.ToString(),
                village.Enrolled.ToString(), village.TaskRate ?? "", village.Rank?.ToString() ?? "");
        }

        var (task, enrolled) = (villages.Sum(village => village.Task), villages.Sum(village => village.Enrolled));
        table.Add(Texts.Total, "", villages.All(village => village.Population is not null)
            ? villages.Sum(village => village.Population)!.Value.ToString() : "", task.ToString(), enrolled.ToString(),
            TaskRate.PerCent(enrolled, task, thresholds) ?? "", "");
        return table;
    }

    private static async Task<int> RunAsync(
        string? data, CampaignId campaign, DateOnly? asOf, DateTimeOffset? knownAt, bool json, CancellationToken cancellation)
    {
        using var instance = Instance.Open(data);
        var villages = await ReadAsync(instance, campaign, asOf, knownAt, cancellation);
        if (json)
        {
            foreach (var village in villages)
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(village, LineJson));
            }

            return ExitCodes.Done;
        }

        var line = await instance.CampaignAsync(campaign, cancellation);
        await Console.Out.WriteAsync(TableOf(villages, line.TaskRateThresholds).ToText());
        return ExitCodes.Done;
    }

    // People mean the clock on their wall, whatever machine this is.
    private static DateTimeOffset? BusinessMinute(string text) => DateTimeOffset.TryParseExact(
        text + "+08:00", "yyyy-MM-dd HH:mmzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}

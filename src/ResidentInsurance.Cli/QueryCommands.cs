using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ResidentInsurance.Contracts;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Cli;

/// <summary><c>ri progress</c>: the villages of a campaign in the annex's order.</summary>
internal static class ProgressCommand
{
    // docs/rules.md, Lines that go out: a population that is not stated is null in the line.
    private static readonly JsonSerializerOptions LineJson = new(ContractJson.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        arguments.Allow("campaign", "json", "as-of");
        using var instance = Instance.Open(arguments);
        var villages = await ReadAsync(instance, arguments.Campaign(), arguments.Date("as-of"), cancellation);
        if (arguments.Has("json"))
        {
            foreach (var village in villages)
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(village, LineJson));
            }

            return ExitCodes.Done;
        }

        var campaign = await instance.CampaignAsync(arguments.Campaign(), cancellation);
        await Console.Out.WriteAsync(TableOf(villages, campaign.TaskRateThresholds).ToString());
        return ExitCodes.Done;
    }

    public static Task<List<VillageProgress>> ReadAsync(
        Instance instance, CampaignId campaign, DateOnly? asOf, CancellationToken cancellation) =>
        instance.GetAsync<List<VillageProgress>>(ServiceNames.QuotaTracking,
            $"/campaigns/{campaign}/progress{(asOf is { } day ? $"?asOf={day:yyyy-MM-dd}" : "")}", cancellation);

    public static Table TableOf(IReadOnlyList<VillageProgress> villages, IReadOnlyList<decimal> thresholds)
    {
        var table = new Table(Texts.Township, Texts.Village, Texts.Population, Texts.Task, Texts.Enrolled, Texts.Rate, Texts.Rank);
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
}

/// <summary><c>ri enrollments</c>: the persons of a campaign, by ID number; masked unless a reason is given.</summary>
internal static class EnrollmentsCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        arguments.Allow("campaign", "json", "reveal", "dependants");
        var dependants = arguments.Has("dependants");
        using var instance = Instance.Open(arguments);
        var reveal = arguments.Value("reveal") is { Length: > 0 } reason ? "?reveal=" + Uri.EscapeDataString(reason) : "";
        using var request = new HttpRequestMessage(HttpMethod.Get,
            instance.Address(ServiceNames.Enrollment, $"/campaigns/{arguments.Campaign()}/{(dependants ? "dependants" : "enrollments")}{reveal}"));
        using var response = await instance.SendAsync(request, cancellation);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        await using var output = new StreamWriter(Console.OpenStandardOutput());
        await PrintAsync(lines, output, arguments.Has("json"), dependants, cancellation);
        return ExitCodes.Done;
    }

    /// <summary>Prints the answer's lines as they are, or a table of them.</summary>
    public static async Task PrintAsync(TextReader lines, TextWriter output, bool json, bool dependants, CancellationToken cancellation)
    {
        var table = dependants
            ? new Table(Texts.IdNumber, Texts.Village, Texts.Tier, Texts.Coverage)
            : new Table(Texts.IdNumber, Texts.Village, Texts.Enrolled, Texts.Tier, Texts.PaidOn, Texts.Due, Texts.Paid,
                Texts.Coverage, Texts.RefundDue, Texts.Exceptions);
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (json)
            {
                await output.WriteLineAsync(line);
            }
            else if (dependants)
            {
                AddDependant(table, JsonSerializer.Deserialize<JsonElement>(line));
            }
            else
            {
                Add(table, JsonSerializer.Deserialize<JsonElement>(line));
            }
        }

        if (!json)
        {
            await output.WriteAsync(table.ToString());
        }
    }

    /// <summary>A tier's code in words; empty where there is none.</summary>
    public static string TierName(string code) => Texts.ResourceManager.GetString("Tier_" + code, CultureInfo.CurrentUICulture) ?? code;

    /// <summary>A category's code in the notices' words; empty where there is none.</summary>
    public static string CategoryName(string code) => IdentityCategories.IsKnown(code) ? IdentityCategories.Name(code) : code;

    /// <summary>What somebody has to look at, in words.</summary>
    public static string Exceptions(JsonElement line) =>
        string.Join(' ', line.GetProperty("exceptions").EnumerateArray().Select(code => NameOf(code.GetString()!)));

    /// <summary>From when to when there is cover; empty where there is none.</summary>
    public static string Days(JsonElement line) => line.GetProperty("coverage") is { ValueKind: JsonValueKind.Object } days
        ? $"{days.GetProperty("from")}—{days.GetProperty("to")}"
        : "";

    private static void AddDependant(Table table, JsonElement line)
    {
        table.Add(line.GetProperty("idNumber").ToString(), line.GetProperty("village").ToString(), TierName(line.GetProperty("tier").ToString()),
            Days(line));
    }

    private static void Add(Table table, JsonElement line)
    {
        table.Add(Text("idNumber"), Text("village"), line.GetProperty("enrolled").GetBoolean() ? Texts.Yes : Texts.No, TierName(Text("tier")),
            Text("paidOn"), Text("due"), Text("paid"), Days(line), Text("refundDue"), Exceptions(line));

        string Text(string name) => line.GetProperty(name).ToString();
    }

    // A code of a newer release is shown as it is.
    private static string NameOf(string code) =>
        Texts.ResourceManager.GetString("Exception_" + code, CultureInfo.CurrentUICulture) ?? code;
}

/// <summary><c>ri campaign open|close ID</c>.</summary>
internal static class CampaignCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        arguments.Allow();
        if (arguments.Rest is not [("open" or "close") and var verb, var id])
        {
            throw new UsageException(Texts.Usage);
        }

        using var instance = Instance.Open(arguments);
        using var request = new HttpRequestMessage(HttpMethod.Post,
            instance.Address(ServiceNames.Enrollment, $"/campaigns/{Uri.EscapeDataString(id)}/{verb}"));
        using var response = await instance.SendAsync(request, cancellation);
        return ExitCodes.Done;
    }
}

/// <summary><c>ri quote</c>: JSON lines from standard input to standard output, in order; no server needed.</summary>
internal static class QuoteCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        arguments.Allow("packs");
        var packs = PackCommand.Library(GenerateCommand.PacksFolder(arguments));
        using var lines = new QuoteLines(packs);
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        lines.Run(input, output, cancellation);
        return ExitCodes.Done;
    }
}

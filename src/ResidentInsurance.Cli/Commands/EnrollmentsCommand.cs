using System.CommandLine;
using System.Text.Json;
using ResidentInsurance.Cli.Output;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Cli;

/// <summary><c>ri enrollments</c>: the persons of a campaign, by ID number; masked unless a reason is given.</summary>
internal static class EnrollmentsCommand
{
    public static Command Create()
    {
        var (campaign, json) = (CommonOptions.Campaign(), CommonOptions.Json());
        var reveal = new Option<string>("--reveal") { Description = Texts.AboutReveal, HelpName = Texts.ValueReason };
        var dependants = new Option<bool>("--dependants") { Description = Texts.AboutDependants };
        var command = new Command("enrollments", Texts.AboutEnrollments) { campaign, reveal, dependants, json };
        command.SetAction((words, cancellation) => RunAsync(words.DataFolder(), words.GetRequiredValue(campaign),
            words.GetValue(reveal), words.GetValue(dependants), words.GetValue(json), cancellation));
        return command;
    }

    /// <summary>Prints the answer's lines as they are, or a table of them.</summary>
    public static async Task PrintAsync(TextReader lines, TextWriter output, bool json, bool dependants, CancellationToken cancellation)
    {
        var table = dependants ? DependantsTable() : PersonsTable();
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
            foreach (var piece in table.Pieces())
            {
                await output.WriteAsync(piece);
            }
        }
    }

    private static async Task<int> RunAsync(
        string? data, CampaignId campaign, string? reason, bool dependants, bool json, CancellationToken cancellation)
    {
        using var instance = Instance.Open(data);
        var reveal = string.IsNullOrEmpty(reason) ? "" : "?reveal=" + Uri.EscapeDataString(reason);
        using var request = new HttpRequestMessage(HttpMethod.Get,
            instance.Address(ServiceNames.Enrollment, $"/campaigns/{campaign}/{(dependants ? "dependants" : "enrollments")}{reveal}"));
        using var response = await instance.SendAsync(request, cancellation);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        await using var output = new StreamWriter(Console.OpenStandardOutput());
        await PrintAsync(lines, output, json, dependants, cancellation);
        return ExitCodes.Done;
    }

    private static Listing PersonsTable() => new Listing(Column.Words(Texts.IdNumber), Column.Words(Texts.Village),
        Column.Words(Texts.Enrolled), Column.Words(Texts.Tier), Column.Figures(Texts.PaidOn), Column.Figures(Texts.Due),
        Column.Figures(Texts.Paid), Column.Words(Texts.Coverage), Column.Figures(Texts.RefundDue), Column.Sentences(Texts.Exceptions));

    private static Listing DependantsTable() => new Listing(Column.Words(Texts.IdNumber), Column.Words(Texts.Village),
        Column.Words(Texts.Tier), Column.Words(Texts.Coverage));

    private static void AddDependant(Listing table, JsonElement line) => table.Add(line.GetProperty("idNumber").ToString(),
        line.GetProperty("village").ToString(), PersonWords.TierName(line.GetProperty("tier").ToString()), PersonWords.Days(line));

    private static void Add(Listing table, JsonElement line)
    {
        table.Add(Text("idNumber"), Text("village"), line.GetProperty("enrolled").GetBoolean() ? Texts.Yes : Texts.No,
            PersonWords.TierName(Text("tier")), Text("paidOn"), Text("due"), Text("paid"), PersonWords.Days(line), Text("refundDue"),
            PersonWords.Exceptions(line));

        string Text(string name) => line.GetProperty(name).ToString();
    }
}

using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using ResidentInsurance.Cli.Output;
using ResidentInsurance.Contracts;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Cli;

/// <summary><c>ri pack impact OLD NEW</c>: the persons decided by the old pack who would come out differently under the
/// new one. It changes nothing.</summary>
internal static class PackImpactCommand
{
    private static readonly (string Field, Func<string> Title)[] Fields =
    [
        ("enrolled", () => Texts.Enrolled), ("tier", () => Texts.Tier), ("paidOn", () => Texts.PaidOn),
        ("contribution", () => Texts.Contribution), ("fiscalShareBorne", () => Texts.FiscalShareBorne),
        ("subsidy", () => Texts.Subsidy), ("fiscalShareSubsidised", () => Texts.FiscalShareSubsidised),
        ("subsidyCategory", () => Texts.SubsidyCategory), ("subsidyDepartment", () => Texts.SubsidyDepartment),
        ("due", () => Texts.Due), ("coverage", () => Texts.Coverage), ("refundDue", () => Texts.RefundDue),
        ("exceptions", () => Texts.Exceptions),
    ];

    public static Command Create()
    {
        var (packs, json) = (CommonOptions.Packs(), CommonOptions.Json());
        var before = PackCommand.Pack("before", Texts.AboutPackBefore, Texts.ValuePackBefore);
        var after = PackCommand.Pack("after", Texts.AboutPackAfter, Texts.ValuePackAfter);
        var campaign = new Option<CampaignId?>("--campaign")
        {
            Description = Texts.AboutImpactCampaign, HelpName = Texts.ValueId, CustomParser = result => CommonOptions.CampaignOf(result),
        };
        var command = new Command("impact", Texts.AboutPackImpact) { before, after, campaign, json, packs };
        command.SetAction((words, cancellation) => RunAsync(words.DataFolder(),
            PackFiles.Read(words.GetRequiredValue(packs), words.GetRequiredValue(before)),
            PackFiles.Read(words.GetRequiredValue(packs), words.GetRequiredValue(after)),
            words.GetValue(campaign), words.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string? data, CompiledPack before, CompiledPack after, CampaignId? named, bool json, CancellationToken cancellation)
    {
        var campaign = named ?? after.Id;
        if (before.Id != campaign || after.Id != campaign)
        {
            throw new CliException(string.Format(Texts.OtherCampaign, campaign, before.Id, after.Id));
        }

        using var instance = Instance.Open(data);
        using var request = new HttpRequestMessage(HttpMethod.Post,
            instance.Address(ServiceNames.Enrollment, $"/campaigns/{campaign}/impact?version={before.Version}&fingerprint={before.Fingerprint}"));
        request.Content = new ByteArrayContent(await File.ReadAllBytesAsync(after.Path!, cancellation));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
        using var response = await instance.SendAsync(request, cancellation);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        return await PrintAsync(lines, Console.Out, json, cancellation);
    }

    /// <summary>Prints the answer's lines as they are, or a table and a count.</summary>
    /// <exception cref="CliException">The answer has no result at its end: it is not whole.</exception>
    public static async Task<int> PrintAsync(TextReader lines, TextWriter output, bool json, CancellationToken cancellation)
    {
        var table = new Listing(Column.Words(Texts.ResidentKey), Column.Words(Texts.Village), Column.Sentences(Texts.Differences));
        JsonElement? result = null;
        while (await NextAsync(lines, cancellation) is { } line)
        {
            var read = JsonSerializer.Deserialize<JsonElement>(line);
            if (json)
            {
                await output.WriteLineAsync(line);
            }

            if (read.TryGetProperty("result", out var counts))
            {
                result = counts;
            }
            else if (!json && read.TryGetProperty("difference", out var difference))
            {
                table.Add(difference.GetProperty("residentKey").ToString(), Text(difference, "village"), Told(difference));
            }
        }

        if (result is not { } whole)
        {
            throw new CliException(Texts.ImpactBrokeOff);
        }

        if (!json)
        {
            await output.WriteAsync(table.ToText());
            await output.WriteLineAsync(string.Format(Texts.ImpactCount, whole.GetProperty("compared"), whole.GetProperty("different")));
        }

        return ExitCodes.Done;
    }

    private static async Task<string?> NextAsync(TextReader lines, CancellationToken cancellation)
    {
        try
        {
            return await lines.ReadLineAsync(cancellation);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw new CliException(Texts.ImpactBrokeOff);
        }
    }

    private static string Told(JsonElement difference)
    {
        var (before, after) = (difference.GetProperty("before"), difference.GetProperty("after"));
        return string.Join("；", Fields
            .Select(field => (Title: field.Title(), Before: Text(before, field.Field), After: Text(after, field.Field)))
            .Where(field => field.Before != field.After)
            .Select(field => $"{field.Title} {Shown(field.Before)} → {Shown(field.After)}"));
    }

    private static string Shown(string text) => text.Length == 0 ? "—" : text;

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? (name, value.ValueKind) switch
            {
                ("tier", _) => PersonWords.TierName(value.ToString()),
                ("subsidyCategory", _) => PersonWords.CategoryName(value.ToString()),
                ("coverage", _) => PersonWords.Days(parent),
                ("exceptions", _) => PersonWords.Exceptions(parent),
                (_, JsonValueKind.True) => Texts.Yes,
                (_, JsonValueKind.False) => Texts.No,
                _ => value.ToString(),
            }
            : "";
}

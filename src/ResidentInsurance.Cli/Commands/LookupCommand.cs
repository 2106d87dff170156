using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using ResidentInsurance.Cli.Output;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Cli;

/// <summary><c>ri lookup</c>: one person of a campaign, and why it is so. The ID number comes from standard input:
/// arguments are seen in process lists and stay in the shell's history.</summary>
internal static class LookupCommand
{
    public static Command Create()
    {
        var (campaign, json) = (CommonOptions.Campaign(), CommonOptions.Json());
        // Taken only to be refused with the reason, without being repeated on the terminal.
        var number = new Argument<string[]>("number") { Hidden = true, Arity = ArgumentArity.ZeroOrMore };
        number.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0)
            {
                result.AddError(Texts.NumberFromInput);
            }
        });
        var command = new Command("lookup", Texts.AboutLookup) { campaign, json, number };
        command.SetAction((words, cancellation) => RunAsync(
            words.DataFolder(), words.GetRequiredValue(campaign), words.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? data, CampaignId campaign, bool json, CancellationToken cancellation)
    {
        var number = await NumberAsync(cancellation);
        if (string.IsNullOrWhiteSpace(number))
        {
            throw new UsageException(Texts.NumberFromInput);
        }

        using var instance = Instance.Open(data);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, instance.Address(ServiceNames.Enrollment, $"/campaigns/{campaign}/lookup"));
        request.Content = JsonContent.Create(new { idNumber = number });
        using var response = await instance.SendAsync(request, cancellation);
        var line = await response.Content.ReadAsStringAsync(cancellation);
        await Console.Out.WriteAsync(json ? line + "\n" : Told(JsonSerializer.Deserialize<JsonElement>(line)));
        return ExitCodes.Done;
    }

    /// <summary>A line of the answer for people: what there is, and below it what the cover brings and the
    /// reasons, with their place in the notice.</summary>
    public static string Told(JsonElement line)
    {
        var told = new Listing(Column.Words(""), Column.Sentences(""));
        Add(Texts.Enrolled, line.GetProperty("enrolled").GetBoolean() ? Texts.Yes : Texts.No);
        Add(Texts.Village, Value("village"));
        Add(Texts.Tier, PersonWords.TierName(Value("tier")));
        Add(Texts.PaidOn, Value("paidOn"));
        Add(Texts.Coverage, PersonWords.Days(line));
        Add(Texts.Contribution, Value("contribution"));
        Add(Texts.FiscalShareBorne, Value("fiscalShareBorne"));
        Add(Texts.Subsidy, Value("subsidy"));
        Add(Texts.FiscalShareSubsidised, Value("fiscalShareSubsidised"));
        Add(Texts.SubsidyCategory, PersonWords.CategoryName(Value("subsidyCategory")));
        Add(Texts.Due, Value("due"));
        Add(Texts.Paid, Value("paid"));
        Add(Texts.RefundDue, Value("refundDue"));
        Add(Texts.Exceptions, PersonWords.Exceptions(line));
        if (line.GetProperty("dependant") is { ValueKind: JsonValueKind.Object } dependant)
        {
            Add(Texts.WithGuardian, PersonWords.Days(dependant));
        }

        return $"{told.ToText()}{Sentences("entitlements", Texts.Entitlement)}{Sentences("reasons", Texts.Reason)}";

        string Sentences(string name, string title)
        {
            var table = new Listing(Column.Words(Texts.Place), Column.Sentences(title));
            foreach (var sentence in line.GetProperty(name).EnumerateArray())
            {
                table.Add(sentence.GetProperty("place").ToString(), sentence.GetProperty(Texts.Language).ToString());
            }

            return line.GetProperty(name).GetArrayLength() == 0 ? "" : $"\n{table.ToText()}";
        }

        string Value(string name) => line.GetProperty(name).ToString();

        void Add(string title, string text)
        {
            if (text.Length > 0)
            {
                told.Add(title, text);
            }
        }
    }

    private static async Task<string?> NumberAsync(CancellationToken cancellation)
    {
        if (!Console.IsInputRedirected)
        {
            await Console.Error.WriteAsync(Texts.AskIdNumber);
        }

        return await Console.In.ReadLineAsync(cancellation);
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Cli;

/// <summary><c>ri lookup</c>: one person of a campaign, and why it is so. The ID number comes from standard input:
/// arguments are seen in process lists and stay in the shell's history.</summary>
internal static class LookupCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        arguments.Allow("campaign", "json");
        var campaign = arguments.Campaign();
        var number = arguments.Rest.Count == 0 ? await NumberAsync(cancellation) : null;
        if (string.IsNullOrWhiteSpace(number))
        {
            throw new UsageException(Texts.NumberFromInput);
        }

        using var instance = Instance.Open(arguments);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, instance.Address(ServiceNames.Enrollment, $"/campaigns/{campaign}/lookup"));
        request.Content = JsonContent.Create(new { idNumber = number });
        using var response = await instance.SendAsync(request, cancellation);
        var line = await response.Content.ReadAsStringAsync(cancellation);
        await Console.Out.WriteAsync(arguments.Has("json") ? line + "\n" : Told(JsonSerializer.Deserialize<JsonElement>(line)));
        return ExitCodes.Done;
    }

    /// <summary>A line of the answer for people: what there is, and below it what the cover brings and the
    /// reasons, with their place in the notice.</summary>
    public static string Told(JsonElement line)
    {
        var told = new Table(Texts.Enrolled, line.GetProperty("enrolled").GetBoolean() ? Texts.Yes : Texts.No);
        Add(Texts.Village, Text("village"));
        Add(Texts.Tier, EnrollmentsCommand.TierName(Text("tier")));
        Add(Texts.PaidOn, Text("paidOn"));
        Add(Texts.Coverage, EnrollmentsCommand.Days(line));
        Add(Texts.Contribution, Text("contribution"));
        Add(Texts.FiscalShareBorne, Text("fiscalShareBorne"));
        Add(Texts.Subsidy, Text("subsidy"));
        Add(Texts.FiscalShareSubsidised, Text("fiscalShareSubsidised"));
        Add(Texts.SubsidyCategory, EnrollmentsCommand.CategoryName(Text("subsidyCategory")));
        Add(Texts.Due, Text("due"));
        Add(Texts.Paid, Text("paid"));
        Add(Texts.RefundDue, Text("refundDue"));
        Add(Texts.Exceptions, EnrollmentsCommand.Exceptions(line));
        if (line.GetProperty("dependant") is { ValueKind: JsonValueKind.Object } dependant)
        {
            Add(Texts.WithGuardian, EnrollmentsCommand.Days(dependant));
        }

        return $"{told}{Sentences("entitlements", Texts.Entitlement)}{Sentences("reasons", Texts.Reason)}";

        string Sentences(string name, string title)
        {
            var table = new Table(Texts.Place, title);
            foreach (var sentence in line.GetProperty(name).EnumerateArray())
            {
                table.Add(sentence.GetProperty("place").ToString(), sentence.GetProperty(Texts.Language).ToString());
            }

            return line.GetProperty(name).GetArrayLength() == 0 ? "" : $"\n{table}";
        }

        string Text(string name) => line.GetProperty(name).ToString();

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

using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Files;
using ResidentInsurance.Generator;

namespace ResidentInsurance.Cli;

/// <summary>Money of a campaign by channel, kind of row and whose it is, as PaymentIngestion answers.</summary>
internal sealed record ChannelSum(string Channel, string Kind, string Funding, long Rows, Money Amount);

/// <summary>Compares a running demo with what its generator knows: villages, persons, money; and that sending it all
/// a second time changes nothing.</summary>
internal sealed class DemoCheck(Instance instance, CampaignLine campaign, GeneratedArea area, string folder)
{
    // Printed in the notices' annexes.
    private static readonly Dictionary<string, int> AnnexTasks = new() { ["fengyan-2024"] = 9390, ["lishui-2023"] = 11405 };

    private readonly Comparison comparison = new(Console.Out, Console.Error);

    /// <returns>How many checks failed; each is printed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var progress = await ProgressAsync(cancellation);
        await SayAsync(Texts.CheckTasks, AnnexTasks[campaign.Id.Value], progress.Sum(village => village.Task));
        foreach (var village in area.Villages)
        {
            await SayAsync(string.Format(Texts.CheckVillage, village.Village), village.Enrolled,
                progress.Find(found => found.Township == village.Township && found.Village == village.Village)?.Enrolled);
        }

        var persons = await PersonsAsync(cancellation);
        await SayAsync(Texts.CheckPersons, await File.ReadAllLinesAsync(Path.Combine(folder, "expected.jsonl"), cancellation), persons);
        var money = await MoneyAsync(cancellation);
        await SayAsync(Texts.CheckMoney, Feed(), money);

        var heads = await HeadsAsync(cancellation);
        var refused = await DemoCommand.SendAsync(instance, campaign, folder, cancellation);
        await SayAsync(Texts.CheckAgainEvents, heads, await HeadsAsync(cancellation));
        await SayAsync(Texts.CheckAgainVillages, progress, await ProgressAsync(cancellation));
        await SayAsync(Texts.CheckAgainPersons, persons, await PersonsAsync(cancellation));
        await SayAsync(Texts.CheckAgainMoney, money, await MoneyAsync(cancellation));
        return comparison.Faults + (refused ? 1 : 0);
    }

    private Task<List<VillageProgress>> ProgressAsync(CancellationToken cancellation) =>
        ProgressCommand.ReadAsync(instance, campaign.Id, asOf: null, knownAt: null, cancellation);

    private async Task<IReadOnlyList<string>> PersonsAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, instance.Address(
            ServiceNames.Enrollment, $"/campaigns/{campaign.Id}/enrollments?reveal={Uri.EscapeDataString(Texts.DemoReason)}"));
        using var response = await instance.SendAsync(request, cancellation);
        return (await response.Content.ReadAsStringAsync(cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<IReadOnlyList<ChannelSum>> MoneyAsync(CancellationToken cancellation) => InOrder(
        await instance.GetAsync<List<ChannelSum>>(
            ServiceNames.PaymentIngestion, $"/campaigns/{campaign.Id}/payments/totals", cancellation));

    // What stands in the feed: each content of a row once, however often it was printed.
    private IReadOnlyList<ChannelSum> Feed()
    {
        using var stream = File.OpenRead(Path.Combine(folder, "payments.csv"));
        return InOrder(FileReading.Rows(stream, FileReading.Check(stream, FileKind.Payments), RowFormats.Payments)
            .Select(read => read.Row! with { Line = 0 }).Distinct()
            .GroupBy(row => (Channel: row.Channel ?? "", Kind: row.Kind.ToString(), Funding: row.Funding.ToString()))
            .Select(group => new ChannelSum(group.Key.Channel, group.Key.Kind, group.Key.Funding, group.Count(),
                new Money(group.Sum(row => row.Kind == PaymentRowKind.Payment ? row.Amount.Fen : -row.Amount.Fen)))));
    }

    private async Task<IReadOnlyList<long?>> HeadsAsync(CancellationToken cancellation)
    {
        var heads = new List<long?>();
        foreach (var service in ServiceNames.Feeds.Select(feed => feed.Source).Distinct())
        {
            heads.Add((await instance.PositionsAsync(service, campaign.County, cancellation))?.Head);
        }

        return heads;
    }

    private static List<ChannelSum> InOrder(IEnumerable<ChannelSum> sums) =>
        [.. sums.OrderBy(sum => (sum.Channel, sum.Kind, sum.Funding).ToString(), StringComparer.Ordinal)];

    private Task SayAsync(string what, int expected, int? actual) => SayAsync(what, [expected], [actual ?? -1]);

    private Task SayAsync<T>(string what, IReadOnlyList<T> expected, IReadOnlyList<T> actual) => comparison.SayAsync(what, expected, actual);
}

/// <summary>Says of two lists whether they are the same, item by item in their order, and where they part.</summary>
internal sealed class Comparison(TextWriter output, TextWriter error)
{
    private const int LinesShown = 3;

    /// <summary>How many were not the same.</summary>
    public int Faults { get; private set; }

    public async Task SayAsync<T>(string what, IReadOnlyList<T> expected, IReadOnlyList<T> actual)
    {
        var (wanted, found) = (expected.Select(Shown).ToList(), actual.Select(Shown).ToList());
        var good = wanted.SequenceEqual(found);
        Faults += good ? 0 : 1;
        await output.WriteLineAsync(string.Format(good ? Texts.CheckGood : Texts.CheckBad, what, wanted.Count, found.Count));
        if (good)
        {
            return;
        }

        var same = wanted.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        foreach (var line in wanted.Skip(same).Take(LinesShown).Select(line => "- " + line)
            .Concat(found.Skip(same).Take(LinesShown).Select(line => "+ " + line)))
        {
            await error.WriteLineAsync($"    {line}");
        }
    }

    // Lines of JSON are compared as values: blanks and the writing of numbers are no difference.
    private static string Shown<T>(T value) => value is string line
        ? JsonSerializer.Serialize(JsonDocument.Parse(line).RootElement)
        : JsonSerializer.Serialize(value, ContractJson.Options);
}

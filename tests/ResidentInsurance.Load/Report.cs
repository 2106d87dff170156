using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ResidentInsurance.Load;

/// <summary>Prints results as they come: a table in Markdown, or one JSON object a line; and writes them to a file.</summary>
internal sealed class Report(BenchOptions options)
{
    private const string Header =
        """
        | scenario | median | min–max | reference (min–max) | ratio (min–max) | of | by the clock | its ratio | CPU µs/item (client) | of the reference | to reach | reached | note |
        | --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | --- | --- | --- |
        """;

    private static readonly JsonSerializerOptions Web =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<ReportLine> lines = [];
    private readonly string machine = Machine.Described();

    /// <summary>False where a row that is judged is not reached.</summary>
    public bool AllReached => lines.TrueForAll(line => line.Reached != false);

    public async Task BeginAsync()
    {
        if (!options.Json)
        {
            await Console.Out.WriteLineAsync($"{machine}\n{Taken()}\n\n{Header}");
        }
    }

    public async Task AddAsync(ReportLine line)
    {
        lines.Add(line);
        await Console.Out.WriteLineAsync(options.Json ? JsonSerializer.Serialize(line, Web) : Row(line));
    }

    /// <param name="servers">Their versions and settings.</param>
    public async Task EndAsync(string servers)
    {
        if (!options.Json)
        {
            await Console.Out.WriteLineAsync($"\n{servers}\n{Machine.LoadNow("at the end")}");
        }

        if (options.Results)
        {
            await ResultsFile.AddAsync(
                $"""
                {machine}
                {Machine.LoadNow("at the end")}
                {servers}
                {Taken()}

                {Header}
                {string.Join('\n', lines.Select(Row))}

                """, [.. lines.Select(line => line.Scenario)]);
        }
    }

    private string Taken() => string.Create(CultureInfo.InvariantCulture,
        $"scale {options.Scale}, {options.Rounds} rounds of each and one to warm up, in turns with the reference; a ratio is the median of the rounds' ratios");

    private static string Row(ReportLine line) => string.Create(CultureInfo.InvariantCulture,
        $"| {line.Scenario} | {line.Rate:N0} {line.Unit} | {line.Min:N0}–{line.Max:N0} | {References(line)} | {Ratios(line)} | {line.Basis} | {line.ClockRate:N0}/s | {line.ClockRatio:P0} | {Micros(line.CpuMicrosPerItem, line.ClientMicrosPerItem)} | {Micros(line.ReferenceCpuMicrosPerItem, line.ReferenceClientMicrosPerItem)} | {line.ToReach} | {line.Judgement} | {line.Note} |");

    private static string References(ReportLine line) => line.Reference is null ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{line.Reference:N0} ({line.ReferenceMin:N0}–{line.ReferenceMax:N0})");

    private static string Ratios(ReportLine line) => line.Ratio is null ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{line.Ratio:P0} ({line.RatioMin:P0}–{line.RatioMax:P0})");

    private static string Micros(double? all, double? client) => all is null ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{all:N1} ({client:N1})");
}

using System.Globalization;
using System.Text.Json;

namespace ResidentInsurance.Load;

/// <summary>A scenario's result: rates are medians over its rounds, with the lowest and the highest.</summary>
/// <param name="Rate">Of the scenario's basis.</param>
/// <param name="WallRate">By the clock, beside it.</param>
/// <param name="Reference">The reference's rate of the same basis; null where there is none.</param>
internal sealed record ReportLine(
    string Scenario, double Rate, string Unit, double? Reference, double? Ratio, double Min, double Max,
    double CpuMicrosPerItem, string Basis, double WallRate, int Rounds, double Target, bool Reached, string? Note)
{
    public static ReportLine Of(Scenario scenario, Measured measured)
    {
        var rates = measured.Rounds.Select(round => round.Rate(scenario.Basis)).Order().ToList();
        double? reference = measured.Reference is { } rounds ? Median(rounds.Select(round => round.Rate(scenario.Basis))) : null;
        var rate = Median(rates);
        var ratio = rate / reference;
        return new ReportLine(
            scenario.Name, rate, scenario.Unit, reference, ratio, rates[0], rates[^1],
            Median(measured.Rounds.Select(round => round.Cpu.TotalMicroseconds / round.Items)),
            scenario.Basis == Load.Basis.Wall ? "wall" : "processor",
            Median(measured.Rounds.Select(round => round.Rate(Load.Basis.Wall))),
            rates.Count, scenario.Target, (ratio ?? rate) >= scenario.Target, measured.Note);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

/// <summary>Prints results: a table in Markdown, as the committed results hold it, or one JSON object a line.</summary>
internal static class Report
{
    public const string Header =
        """
        | scenario | rate (median) | min | max | of | by the clock | reference | ratio | CPU µs/item | target | reached | note |
        | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | --- | --- |
        """;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static string Row(ReportLine line) => string.Create(CultureInfo.InvariantCulture,
        $"| {line.Scenario} | {line.Rate:N0} {line.Unit} | {line.Min:N0} | {line.Max:N0} | {line.Basis} | {line.WallRate:N0} | {line.Reference:N0} | {line.Ratio:P0} | {line.CpuMicrosPerItem:N2} | {Target(line)} | {(line.Reached ? "yes" : "no")} | {line.Note} |");

    public static string Json(ReportLine line) => JsonSerializer.Serialize(line, Web);

    private static string Target(ReportLine line) =>
        line.Target.ToString(line.Reference is null ? "N0" : "P0", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace ResidentInsurance.Load;

/// <summary>A scenario's result: medians over its rounds, with the lowest and the highest.</summary>
/// <param name="Rate">Of the scenario's basis: items a second, or a call's microseconds.</param>
/// <param name="Reference">The reference's; null where there is none.</param>
/// <param name="Ratio">The median of what each round was to the reference's round after it.</param>
/// <param name="CpuMicrosPerItem">Processor time of client and servers; the client's share in it is the next.</param>
/// <param name="ClockRate">Items a second by the clock, whatever the basis.</param>
/// <param name="PeakBytes">Of the service that held most; null where none ran.</param>
/// <param name="Scale">What the table's sizes were multiplied by.</param>
internal sealed record ReportLine(
    string Scenario, double Rate, string Unit, double? Reference, double? Ratio, double Min, double Max, double CpuMicrosPerItem,
    double? ReferenceMin, double? ReferenceMax, double ClientMicrosPerItem, double? ReferenceCpuMicrosPerItem,
    double? ReferenceClientMicrosPerItem, double? RatioMin, double? RatioMax, string Basis, double ClockRate, double? ClockRatio,
    int Rounds, double Scale, string ToReach, string? Note, long? PeakBytes)
{
    /// <summary>With fewer rounds a median says little: such a row is not judged.</summary>
    public const int LeastRounds = 5;

    /// <summary>Whether all goals are; null where the row is not judged.</summary>
    public bool? Reached { get; private init; }

    /// <summary>The same in words, with the scale where it is not the table's.</summary>
    public string Judgement { get; private init; } = "";

    public static ReportLine Of(Scenario scenario, double scale, Measured measured)
    {
        var rates = measured.Rounds.Select(round => round.Figure(scenario.Basis)).ToList();
        var references = (measured.Reference ?? []).Select(round => round.Figure(scenario.Basis)).ToList();
        var ratios = Ratios(measured, scenario.Basis);
        var line = new ReportLine(
            scenario.Name, Median(rates)!.Value, scenario.Unit, Median(references), Median(ratios), rates.Min(), rates.Max(),
            Median(measured.Rounds.Select(round => round.MicrosPerItem))!.Value, Least(references), Most(references),
            Median(measured.Rounds.Select(round => round.ClientMicrosPerItem))!.Value,
            Median(measured.Reference?.Select(round => round.MicrosPerItem) ?? []),
            Median(measured.Reference?.Select(round => round.ClientMicrosPerItem) ?? []),
            Least(ratios), Most(ratios), scenario.Basis.ToString().ToLowerInvariant(),
            Median(measured.Rounds.Select(round => round.Figure(Load.Basis.Clock)))!.Value, Median(Ratios(measured, Load.Basis.Clock)),
            measured.Rounds.Count, scale, string.Join(", ", scenario.Goals.Select(goal => goal.Text)), measured.Note, measured.PeakBytes);
        return line.Judged(scenario.Goals, measured.NotJudged);
    }

    private ReportLine Judged(IReadOnlyList<Goal> goals, string? unlike)
    {
        var reasons = new[] { Rounds < LeastRounds ? $"{Rounds} rounds" : null, unlike }.OfType<string>().ToList();
        bool? reached = reasons.Count > 0 ? null : goals.All(goal => goal.IsReached(this));
        var judgement = reached switch { true => "yes", false => "no", _ => $"not judged ({string.Join(", ", reasons)})" };
        var where = Scale == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", at scale {Scale}");
        return this with { Reached = reached, Judgement = judgement + where };
    }

    private static List<double> Ratios(Measured measured, Basis basis) =>
        [.. measured.Rounds.Zip(measured.Reference ?? [], (round, reference) => round.Figure(basis) / reference.Figure(basis))];

    private static double? Least(List<double> values) => values.Count > 0 ? values.Min() : null;

    private static double? Most(List<double> values) => values.Count > 0 ? values.Max() : null;

    private static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count == 0 ? null : sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

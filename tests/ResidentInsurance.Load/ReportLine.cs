namespace ResidentInsurance.Load;

/// <summary>A scenario's result: medians over its rounds, with the lowest and the highest.</summary>
/// <param name="Rate">Of the scenario's basis: items a second, or a call's microseconds.</param>
/// <param name="Reference">The reference's; null where there is none.</param>
/// <param name="Ratio">The median of what each round was to the reference's round after it.</param>
/// <param name="CpuMicrosPerItem">Processor time of client and servers; the client's share in it is the next.</param>
/// <param name="ClockRate">Items a second by the clock, whatever the basis.</param>
internal sealed record ReportLine(
    string Scenario, double Rate, string Unit, double? Reference, double? Ratio, double Min, double Max, double CpuMicrosPerItem,
    double ClientMicrosPerItem, double? ReferenceCpuMicrosPerItem, double? ReferenceClientMicrosPerItem, double? RatioMin,
    double? RatioMax, string Basis, double ClockRate, double? ClockRatio, int Rounds, string ToReach, string? Note,
    long? PeakMebibytes)
{
    public bool Reached { get; private init; }

    public static ReportLine Of(Scenario scenario, Measured measured)
    {
        var rates = measured.Rounds.Select(round => round.Figure(scenario.Basis)).ToList();
        var ratios = Ratios(measured, scenario.Basis);
        var line = new ReportLine(
            scenario.Name, Median(rates)!.Value, scenario.Unit,
            Median(measured.Reference?.Select(round => round.Figure(scenario.Basis)) ?? []), Median(ratios), rates.Min(), rates.Max(),
            Median(measured.Rounds.Select(round => round.MicrosPerItem))!.Value,
            Median(measured.Rounds.Select(round => round.ClientMicrosPerItem))!.Value,
            Median(measured.Reference?.Select(round => round.MicrosPerItem) ?? []),
            Median(measured.Reference?.Select(round => round.ClientMicrosPerItem) ?? []),
            ratios.Count > 0 ? ratios.Min() : null, ratios.Count > 0 ? ratios.Max() : null,
            scenario.Basis.ToString().ToLowerInvariant(),
            Median(measured.Rounds.Select(round => round.Figure(Load.Basis.Clock)))!.Value, Median(Ratios(measured, Load.Basis.Clock)),
            measured.Rounds.Count, string.Join(", ", scenario.Goals.Select(goal => goal.Text)), measured.Note,
            measured.PeakMebibytes);
        return line with { Reached = scenario.Goals.All(goal => goal.IsReached(line)) };
    }

    private static List<double> Ratios(Measured measured, Basis basis) =>
        [.. measured.Rounds.Zip(measured.Reference ?? [], (round, reference) => round.Figure(basis) / reference.Figure(basis))];

    private static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count == 0 ? null : sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

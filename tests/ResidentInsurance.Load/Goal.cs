using System.Globalization;

namespace ResidentInsurance.Load;

/// <summary>What a scenario is to reach: a bound of one of its figures.</summary>
/// <param name="Text">As it stands in the table.</param>
internal sealed record Goal(string Text, Func<ReportLine, bool> IsReached)
{
    /// <summary>A rate of the scenario's basis.</summary>
    public static Goal Rate(double least) => new(Number($"≥ {least:N0}"), line => line.Rate >= least);

    /// <summary>A rate by the clock, whatever the basis.</summary>
    public static Goal RateByClock(double least) => new(Number($"≥ {least:N0} by the clock"), line => line.ClockRate >= least);

    /// <summary>A share of the reference.</summary>
    public static Goal Ratio(double least) => new(Number($"≥ {least:P0}"), line => line.Ratio >= least);

    /// <summary>A multiple of the reference's latency.</summary>
    public static Goal Times(double most) => new(Number($"≤ {most:N1} ×"), line => line.Ratio <= most);

    /// <summary>What a call takes, in the percentile of the scenario's unit.</summary>
    public static Goal Latency(TimeSpan most) =>
        new(Number($"≤ {most.TotalMilliseconds:N0} ms"), line => line.Rate <= most.TotalMicroseconds);

    /// <summary>Processor time of all processes for one item, as a multiple of the reference's: it stands on any machine.</summary>
    public static Goal CpuTimes(double most) => new(
        Number($"≤ {most:N1} × CPU"), line => line.CpuMicrosPerItem <= most * line.ReferenceCpuMicrosPerItem);

    /// <summary>Memory of the service that holds most.</summary>
    public static Goal Peak(long mostBytes) => new($"≤ {Megabytes.Text(mostBytes)} MB", line => line.PeakBytes <= mostBytes);

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

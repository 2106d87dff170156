using System.Globalization;

namespace ResidentInsurance.Load;

/// <summary>What each of many calls took.</summary>
internal sealed class Latencies(IEnumerable<double> micros)
{
    private readonly double[] sorted = [.. micros.Order()];

    public int Count => sorted.Length;

    /// <param name="share">0.5 for the median.</param>
    public double Percentile(double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    /// <summary>All the calls of several rounds.</summary>
    public static Latencies Of(IEnumerable<Latencies> rounds) => new(rounds.SelectMany(round => round.sorted));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"p50 {Percentile(0.5) / 1000:N1}, p99 {Percentile(0.99) / 1000:N1}, max {sorted[^1] / 1000:N1} ms of {Count:N0}");
}

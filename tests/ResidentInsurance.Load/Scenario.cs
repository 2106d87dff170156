namespace ResidentInsurance.Load;

/// <summary>One measurement of the table in the results, in a file of its own.</summary>
/// <param name="Unit">What is counted, as <c>quotes/s</c>.</param>
/// <param name="Basis">What rates are of: the clock, or the processor time, which is steadier where cores are shared.</param>
/// <param name="Target">To reach: a rate, or a ratio to the reference where there is one.</param>
internal sealed record Scenario(
    string Name, string Summary, string Unit, Basis Basis, double Target, Func<CancellationToken, Task<Measured>> MeasureAsync);

/// <summary>What a scenario's rate is divided by.</summary>
internal enum Basis
{
    /// <summary>Items a second of the clock.</summary>
    Wall,

    /// <summary>Items a second of processor time, of all processes that work on them.</summary>
    Processor,
}

/// <summary>One timed round.</summary>
/// <param name="Cpu">Processor time of client and servers, user and system.</param>
internal sealed record Round(long Items, TimeSpan Wall, TimeSpan Cpu)
{
    public double Rate(Basis basis) => Items / (basis == Basis.Wall ? Wall : Cpu).TotalSeconds;
}

/// <summary>A scenario's rounds, and those of its reference in the same run, alternating.</summary>
/// <param name="Note">What the figure must be read with.</param>
internal sealed record Measured(IReadOnlyList<Round> Rounds, IReadOnlyList<Round>? Reference = null, string? Note = null);

/// <summary>Takes rounds.</summary>
internal static class Rounds
{
    /// <summary>Fewer have no median to speak of.</summary>
    public const int Count = 7;

    /// <summary>One round to warm up, which is not counted, then the counted ones. Each begins after a full collection:
    /// a round pays for its own garbage only.</summary>
    public static Measured InProcess(Func<long> work)
    {
        _ = work();
        return new Measured([.. Enumerable.Range(0, Count).Select(_ => One(work))]);
    }

    private static Round One(Func<long> work)
    {
        GC.Collect();
        var (cpu, clock) = (Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
        var items = work();
        return new Round(items, TimeProvider.System.GetElapsedTime(clock), Environment.CpuUsage.TotalTime - cpu);
    }
}

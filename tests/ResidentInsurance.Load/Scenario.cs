namespace ResidentInsurance.Load;

/// <summary>One measurement of the table in the results, in a file of its own.</summary>
/// <param name="Unit">What is counted, as <c>quotes/s</c>.</param>
/// <param name="Basis">What the rate and the ratio are of.</param>
internal sealed record Scenario(
    string Name, string Summary, string Unit, Basis Basis, IReadOnlyList<Goal> Goals,
    Func<Bench, CancellationToken, Task<Measured>> MeasureAsync);

/// <summary>What a scenario's figures are of.</summary>
internal enum Basis
{
    /// <summary>Items a second of the clock.</summary>
    Clock,

    /// <summary>Items a second of processor time, of all processes that work on them: steadier where cores are shared.</summary>
    Processor,

    /// <summary>Microseconds that one call takes, in the percentile that the unit names; less is better.</summary>
    Latency,
}

/// <summary>One timed round.</summary>
/// <param name="Processor">Processor time of client and servers, user and system.</param>
/// <param name="Client">The share of this program in it.</param>
/// <param name="CallMicros">What a call took, in the percentile of the scenario's unit; null where calls are not timed one by one.</param>
internal sealed record Round(long Items, TimeSpan Clock, TimeSpan Processor, TimeSpan Client, double? CallMicros = null)
{
    public double MicrosPerItem => Processor.TotalMicroseconds / Items;

    public double ClientMicrosPerItem => Client.TotalMicroseconds / Items;

    public double Figure(Basis basis) => basis switch
    {
        Basis.Clock => Items / Clock.TotalSeconds,
        Basis.Processor => Items / Processor.TotalSeconds,
        _ => CallMicros ?? throw new InvalidOperationException("The calls were not timed."),
    };
}

/// <summary>A scenario's rounds, and those of its reference in the same run, taken in turns.</summary>
/// <param name="Reference">As many as the rounds; null where there is none.</param>
/// <param name="Note">What the figure must be read with.</param>
/// <param name="PeakBytes">The most memory that a service held; null where none ran.</param>
/// <param name="NotJudged">Why the run is not the table's scenario, where it turned out not to be.</param>
internal sealed record Measured(
    IReadOnlyList<Round> Rounds, IReadOnlyList<Round>? Reference = null, string? Note = null, long? PeakBytes = null,
    string? NotJudged = null);

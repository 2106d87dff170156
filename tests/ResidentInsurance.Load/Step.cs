namespace ResidentInsurance.Load;

/// <summary>What one round does; only the middle is timed.</summary>
/// <param name="Before">Makes the state that every round begins with.</param>
/// <param name="Timed">The work; how many items it was.</param>
/// <param name="After">Checks that the work was done, and throws where it was not.</param>
internal sealed record Step(Func<Task> Before, Func<Task<Done>> Timed, Func<Task> After)
{
    public Step(Func<Task<Done>> timed)
        : this(() => Task.CompletedTask, timed, () => Task.CompletedTask)
    {
    }
}

/// <param name="CallMicros">What a call took, in the percentile of the scenario's unit, where calls were timed one by one.</param>
internal sealed record Done(long Items, double? CallMicros = null)
{
    public static implicit operator Done(long items) => new(items);

    public static Done ToDone(long items) => items;
}

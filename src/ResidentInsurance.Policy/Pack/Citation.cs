namespace ResidentInsurance.Policy;

/// <summary>Where a value comes from: its place in the notice, the readings that it needs, and whether the notice
/// states it at all.</summary>
/// <param name="Mark"><see cref="Marks"/>, or null for a figure that the notice states.</param>
/// <param name="Line">Its line in the pack's file.</param>
/// <param name="TakenFrom">Where a borrowed value was taken from; null for all others.</param>
public readonly record struct Citation(string Place, string? Reading, string? Mark, int Line, string? TakenFrom = null)
{
    /// <summary>Two lists of readings as one, each number once.</summary>
    public static string? Join(string? readings, string? more) => readings is null ? more
        : more is null || readings.Split(", ").Contains(more) ? readings : readings + ", " + more;
}

/// <summary>How a figure can be less than stated.</summary>
public static class Marks
{
    /// <summary>暂定: the notice's own figure is of another year.</summary>
    public const string Provisional = "provisional";

    /// <summary>借用: the notice does not say it; <see cref="Citation.TakenFrom"/> tells what stands for it.</summary>
    public const string Borrowed = "borrowed";
}

using System.Globalization;

namespace ResidentInsurance.Load;

/// <summary>Memory is printed in MB of a million bytes, as the table has it.</summary>
internal static class Megabytes
{
    private const double Bytes = 1_000_000;

    /// <summary>Rounded up: what is shown to be within a bound is.</summary>
    public static string Text(long bytes) => Math.Ceiling(bytes / Bytes).ToString("N0", CultureInfo.InvariantCulture);
}

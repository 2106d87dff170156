using System.Globalization;

namespace ResidentInsurance.Cli;

/// <summary>Chinese, unless the environment asks for English in so many words.</summary>
internal static class Language
{
    /// <summary>For texts that other parts look up themselves.</summary>
    public static CultureInfo Present => CultureInfo.CurrentUICulture;

    public static CultureInfo Of(string? lang) =>
        lang?.StartsWith("en_", StringComparison.Ordinal) == true ? new CultureInfo("en") : CultureInfo.InvariantCulture;
}

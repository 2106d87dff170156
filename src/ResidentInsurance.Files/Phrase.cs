using System.Globalization;

namespace ResidentInsurance.Files;

/// <summary>Fills the gaps of a text from the resource files.</summary>
internal static class Phrase
{
    public static string Of(string text, params ReadOnlySpan<object?> values) =>
        string.Format(CultureInfo.InvariantCulture, text, values);
}

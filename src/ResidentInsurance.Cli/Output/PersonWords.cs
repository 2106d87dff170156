using System.Text.Json;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Cli.Output;

/// <summary>The codes of a person's line in words.</summary>
internal static class PersonWords
{
    /// <summary>A tier's code in words; empty where there is none.</summary>
    public static string TierName(string code) => Texts.ResourceManager.GetString("Tier_" + code, Language.Present) ?? code;

    /// <summary>A category's code in the notices' words; empty where there is none.</summary>
    public static string CategoryName(string code) => IdentityCategories.IsKnown(code) ? IdentityCategories.Name(code) : code;

    /// <summary>What somebody has to look at, in words.</summary>
    public static string Exceptions(JsonElement line) =>
        string.Join(' ', line.GetProperty("exceptions").EnumerateArray().Select(code => ExceptionName(code.GetString()!)));

    /// <summary>From when to when there is cover; empty where there is none.</summary>
    public static string Days(JsonElement line) => line.GetProperty("coverage") is { ValueKind: JsonValueKind.Object } days
        ? $"{days.GetProperty("from")}—{days.GetProperty("to")}"
        : "";

    // A code of a newer release is shown as it is.
    private static string ExceptionName(string code) => Texts.ResourceManager.GetString("Exception_" + code, Language.Present) ?? code;
}

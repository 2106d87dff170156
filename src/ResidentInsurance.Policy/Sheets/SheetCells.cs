using System.Globalization;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>How the tables of a pack write what stands in a cell.</summary>
internal static class SheetCells
{
    /// <summary>Place, reading and mark in one cell.</summary>
    public static string Cited(Citation source)
    {
        var mark = source.Mark switch
        {
            Marks.Provisional => Texts.Mark_provisional,
            Marks.Borrowed => Filled(Texts.Sheet_TakenFrom, source.TakenFrom),
            _ => "",
        };
        return source.Reading is null ? source.Place + mark : $"{source.Place} [{source.Reading}]{mark}";
    }

    /// <summary>A value, followed by its place where that differs from its row's, in the way packs write it.</summary>
    public static string Placed(string value, Citation? own, Citation row) =>
        own is not { } source || source with { Line = 0 } == row with { Line = 0 } ? value : $"{value} @ {Cited(source)}";

    /// <summary>A word of a pack by its Chinese name.</summary>
    public static string Named(string kind, string code) =>
        Texts.ResourceManager.GetString($"Sheet_{kind}_{code}", CultureInfo.InvariantCulture) ?? code;

    public static string Day(DateOnly? date) =>
        date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Texts.Sheet_NotStated;

    public static string Names(IEnumerable<string> categories) =>
        string.Join('、', categories.Select(IdentityCategories.Name));

    public static string Text(FormattableString text) => FormattableString.Invariant(text);

    public static IReadOnlyList<string> Line(string name, string content, Citation source) =>
        [name, content, Cited(source)];

    public static IReadOnlyList<string> Said(string name, string content, Citation? source) =>
        source is { } said ? Line(name, content, said) : [name, Texts.Sheet_NotStated, ""];

    public static string Filled(string format, params object?[] values) =>
        string.Format(CultureInfo.InvariantCulture, format, values);
}

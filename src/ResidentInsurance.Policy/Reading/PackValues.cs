using System.Globalization;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>Values of a pack's file: a number always stands with its unit, a date is <c>2023-10-01</c>.</summary>
internal static class PackValues
{
    // A larger figure is a typing error, and dates and sums would overflow with it.
    private const int LongestDays = 3660;
    private const int LongestMonths = 120;
    private const int MostPersons = 100_000_000;
    private const decimal LargestRate = 1000;

    private static readonly string[] Units = ["yuan", "days", "months", "%", "points", "persons"];

    public static Money Yuan(this PackNode node) => Yuan(node, node.Text());

    /// <summary><c>315 yuan = 90 % of low</c>: the notice states both, so both are checked against each other.</summary>
    public static Money YuanOfPercent(this PackNode node, Func<Tier, Money?> contribution)
    {
        var parts = node.Text().Split('=', StringSplitOptions.TrimEntries);
        var amount = Yuan(node, parts[0]);
        if (parts.Length == 1)
        {
            return amount;
        }

        var words = parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2 || words is not [var number, "%", "of", var code] || !Tiers.TryParse(code, out var tier)
            || contribution(tier) is not { } whole
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
        {
            throw new PackValueException(node.Line, "BadPercent", node.Text());
        }

        if (percent > LargestRate)
        {
            throw new PackValueException(node.Line, "TooLarge", node.Key, node.Text());
        }

        return whole.Fen * percent == amount.Fen * 100m
            ? amount
            : throw new PackValueException(node.Line, "PercentDiffers", number, whole.ToString(), amount.ToString(),
                (whole.Fen * percent / 10_000m).ToString("0.##", CultureInfo.InvariantCulture));
    }

    public static int Days(this PackNode node) => Whole(node, "days", LongestDays);

    public static int Months(this PackNode node) => Whole(node, "months", LongestMonths);

    public static int Persons(this PackNode node) => Whole(node, "persons", MostPersons);

    public static decimal Percent(this PackNode node) => Rate(node, "%");

    public static decimal Points(this PackNode node) => Rate(node, "points");

    /// <summary>A bare number: a version, or a column whose unit its heading names.</summary>
    public static int Count(this PackNode node) =>
        !int.TryParse(node.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? throw new PackValueException(node.Line, "NotANumber", node.Key, node.Text())
        : count > MostPersons ? throw new PackValueException(node.Line, "TooLarge", node.Key, node.Text())
        : count;

    public static int Year(this PackNode node) => node.Count() is >= 1900 and <= 2100 and var year
        ? year
        : throw new PackValueException(node.Line, "NotAYear", node.Key, node.Text());

    public static DateOnly Date(this PackNode node) =>
        DateOnly.TryParseExact(node.Text(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new PackValueException(node.Line, "NotADate", node.Key, node.Text());

    public static bool Flag(this PackNode? node) => node is not null && node.Word("true", "false") == "true";

    /// <summary>A word that has to be one of those known here.</summary>
    public static string Word(this PackNode node, params string[] known)
    {
        var text = node.Text();
        return known.Contains(text)
            ? text
            : throw new PackValueException(node.Line, "UnknownWord", text, string.Join(", ", known));
    }

    /// <summary>The tier that an entry's key names.</summary>
    public static Tier KeyTier(this PackNode entry) => Tiers.TryParse(entry.Key, out var tier)
        ? tier
        : throw new PackValueException(entry.Line, "UnknownWord", entry.Key, "low, high, single");

    public static string Category(this PackNode node) => Category(node, node.Text());

    public static string Category(PackNode node, string code) => IdentityCategories.IsKnown(code)
        ? code
        : throw new PackValueException(node.Line, "UnknownCategory", code);

    public static IReadOnlyList<string> CategoryList(this PackNode node)
    {
        var categories = node.Items().Select(item => item.Category()).ToList();
        var repeated = categories.GroupBy(code => code).FirstOrDefault(group => group.Count() > 1)?.Key;
        return repeated is null ? categories : throw new PackValueException(node.Line, "Repeated", repeated);
    }

    /// <summary>The unit that a value is written in, for values that may have one of several.</summary>
    public static string Unit(this PackNode node)
    {
        var unit = node.Text().Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var word] ? word : "";
        return Units.Contains(unit)
            ? unit
            : throw new PackValueException(node.Line, "UnknownUnit", node.Text(), string.Join(", ", Units));
    }

    private static int Whole(PackNode node, string unit, int most)
    {
        var number = Number(node, node.Text(), unit);
        return !decimal.IsInteger(number) ? throw new PackValueException(node.Line, "NotANumber", node.Key, node.Text())
            : number > most ? throw new PackValueException(node.Line, "TooLarge", node.Key, node.Text())
            : (int)number;
    }

    private static decimal Rate(PackNode node, string unit)
    {
        var number = Number(node, node.Text(), unit);
        return number <= LargestRate ? number : throw new PackValueException(node.Line, "TooLarge", node.Key, node.Text());
    }

    private static Money Yuan(PackNode node, string text) =>
        Money.TryParse(Number(node, text, "yuan").ToString(CultureInfo.InvariantCulture), out var money)
            ? money
            : throw new PackValueException(node.Line, "NotANumber", node.Key, text);

    private static decimal Number(PackNode node, string text, string unit)
    {
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var number, var word] || word != unit)
        {
            throw new PackValueException(node.Line, "UnknownUnit", text, unit);
        }

        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new PackValueException(node.Line, "NotANumber", node.Key, text);
    }
}

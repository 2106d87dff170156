using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>Makes a reason's sentences, as a clerk reads them aloud. They are never stored: a better wording holds for
/// old decisions too.</summary>
public static class ReasonText
{
    private static readonly Language ChineseTexts = new(CultureInfo.InvariantCulture, "yyyy年M月d日");
    private static readonly Language EnglishTexts = new(CultureInfo.GetCultureInfo("en"), "d MMMM yyyy");

    /// <summary>Without a pack the tiers are 一档 and 二档.</summary>
    public static string Chinese(Reason reason) =>
        Sentence(reason, ChineseTexts, TierName(reason, ChineseTexts), ChineseName);

    /// <summary>With the names that the pack's notice gives the tiers.</summary>
    public static string Chinese(Reason reason, PackData pack) =>
        Sentence(reason, ChineseTexts, TierName(reason, pack) ?? TierName(reason, ChineseTexts), ChineseName);

    /// <summary>Without a pack the department that pays stays unnamed: it is stored by its Chinese name.</summary>
    public static string English(Reason reason) => English(reason, pack: null);

    /// <summary>With the English names that the pack gives the departments.</summary>
    public static string English(Reason reason, PackData? pack)
    {
        var payer = pack?.Departments.FirstOrDefault(department => department.Name == reason.Department)?.English;
        return Sentence(reason with { Department = payer ?? EnglishTexts.UnnamedDepartment }, EnglishTexts,
            TierName(reason, EnglishTexts), EnglishName);
    }

    private static string ChineseName(string code) =>
        IdentityCategories.IsKnown(code) ? IdentityCategories.Name(code)
        : Circumstances.IsKnown(code) ? Circumstances.Name(code)
        : code;

    private static string EnglishName(string code) =>
        EnglishTexts.Text((IdentityCategories.IsKnown(code) ? "Category_" : "Circumstance_") + code) ?? code;

    private static string Sentence(Reason reason, Language language, string tier, Func<string, string> nameOf)
    {
        string? Name(string? code) => code is null ? null : language.Groups.GetValueOrDefault(code) ?? nameOf(code);

        var sentence = string.Format(CultureInfo.InvariantCulture, language.Format(reason.Rule),
            reason.Amount,
            language.Day(reason.Date),
            language.Day(reason.On),
            reason.Number,
            Name(reason.Category) is not { } held ? language.Groups["resident"]
                : reason.Via is null ? held
                : string.Format(CultureInfo.InvariantCulture, language.Via, held, Name(reason.Via)),
            reason.Department,
            tier,
            reason.RowAmount,
            reason.Rule);
        return reason.Mark is { } mark && language.Marks.TryGetValue(mark, out var note) ? sentence + note : sentence;
    }

    private static string TierName(Reason reason, Language language) =>
        reason.Tier is { } tier ? language.Tiers[(int)tier] : "";

    // Where there is one tier only, people do not name it.
    private static string? TierName(Reason reason, PackData pack) => reason.Tier is null or Tier.Single
        ? null
        : pack.Tiers.FirstOrDefault(known => known.Tier == reason.Tier)?.Name;

    private sealed class Language
    {
        private readonly FrozenDictionary<string, CompositeFormat> formats;
        private readonly CompositeFormat unknown;
        private readonly CultureInfo culture;
        private readonly string day;

        public Language(CultureInfo culture, string day)
        {
            string Known(string key) => Text(key) ?? key;

            this.culture = culture;
            this.day = day;
            formats = Rules.All.ToFrozenDictionary(rule => rule, rule => CompositeFormat.Parse(Known("Reason_" + rule)));
            unknown = CompositeFormat.Parse(Known("Reason_unknown-rule"));
            Groups = new[] { "resident", StudentSubsidy.Category, "newborn" }
                .ToFrozenDictionary(group => group, group => Known("Group_" + group));
            Marks = new[] { Policy.Marks.Provisional, Policy.Marks.Borrowed }
                .ToFrozenDictionary(mark => mark, mark => Known("Mark_" + mark));
            Via = CompositeFormat.Parse(Known("Via"));
            Tiers = [Known("Tier_low"), Known("Tier_high"), Known("Tier_single")];
            UnnamedDepartment = Known("Department_unnamed");
        }

        public FrozenDictionary<string, string> Groups { get; }

        public FrozenDictionary<string, string> Marks { get; }

        public string UnnamedDepartment { get; }

        /// <summary>How an implied identity names the one that implies it.</summary>
        public CompositeFormat Via { get; }

        public IReadOnlyList<string> Tiers { get; }

        public CompositeFormat Format(string rule) => formats.GetValueOrDefault(rule, unknown);

        public string? Text(string key) => Texts.ResourceManager.GetString(key, culture);

        public string Day(DateOnly? date) => date?.ToString(day, CultureInfo.InvariantCulture) ?? "";
    }
}

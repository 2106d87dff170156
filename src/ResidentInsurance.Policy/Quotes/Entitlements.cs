using System.Globalization;
using System.Text.Json.Serialization;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>One benefit that a person's cover brings, as a clerk tells it.</summary>
/// <param name="Code">As <c>outpatient-cap</c>.</param>
/// <param name="Amount">Yuan, or null where it is a rate, a promise or not stated.</param>
/// <param name="Percent">A rate, or percentage points more.</param>
/// <param name="Source">Null where the notice does not state it; the sentences then say so.</param>
public sealed record Entitlement(
    string Code, Money? Amount, decimal? Percent, Citation? Source, string Chinese, string English);

/// <summary>An entitlement as answers show it; <see cref="Entitlement"/> has the fields.</summary>
/// <param name="Place">Null where the notice does not state it; the sentences then say so.</param>
public sealed record EntitlementLine(
    string Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Money? Amount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Percent,
    string? Place, string Zh, string En)
{
    public static EntitlementLine Of(Entitlement entitlement) => new(
        entitlement.Code, entitlement.Amount, entitlement.Percent, entitlement.Source?.Place, entitlement.Chinese, entitlement.English);
}

/// <summary>What the notice promises a covered person (O8): exactly its figures. Whatever else people ask
/// about is listed as not stated.</summary>
internal static class Entitlements
{
    private const int AdultAge = 18;

    private static readonly CultureInfo InEnglish = CultureInfo.GetCultureInfo("en");

    /// <param name="on">The day that decides whether the person is a minor.</param>
    /// <param name="categories">The identities active on that day.</param>
    public static IReadOnlyList<Entitlement> Of(
        Benefits benefits, Tier tier, DateOnly birthDate, DateOnly on, IReadOnlyCollection<string> categories)
    {
        var lines = new List<Entitlement>
        {
            Amount("outpatient-cap", benefits.OutpatientCap?.In(tier), benefits.OutpatientCap?.Source),
        };
        AddInpatient(benefits, tier, IsMinor(birthDate, on), lines);
        AddCriticalIllness(benefits.CriticalIllness, categories, lines);
        lines.Add(Amount("prenatal-cap", benefits.Maternity?.PrenatalCap, benefits.Maternity?.Source));
        lines.Add(Amount("delivery", benefits.Maternity?.Delivery, benefits.Maternity?.Source));
        lines.Add(Amount("caesarean-floor", benefits.Maternity?.CaesareanFloor, benefits.Maternity?.Source));
        lines.AddRange(benefits.Promises.Select(promise => Line(promise.Code, null, null, promise.Source)));
        return lines;
    }

    private static void AddInpatient(Benefits benefits, Tier tier, bool minor, List<Entitlement> lines)
    {
        var rates = benefits.Inpatient;
        var more = (tier == Tier.High ? rates?.HighTierPoints : 0) + (minor ? rates?.MinorPoints : 0);
        lines.Add(Rate("inpatient-primary", rates?.Primary + more, rates?.Source));
        lines.Add(Rate("inpatient-secondary", rates?.Secondary + more, rates?.Source));
        lines.Add(Rate("inpatient-tertiary", rates?.Tertiary + more, rates?.Source));
        lines.Add(Rate("inpatient-fund-share", benefits.InpatientFundShare?.Percent, benefits.InpatientFundShare?.Source));
    }

    private static void AddCriticalIllness(
        CriticalIllness? illness, IReadOnlyCollection<string> categories, List<Entitlement> lines)
    {
        var tilt = illness?.Tilt is { } stated && stated.Categories.Any(categories.Contains) ? stated : null;
        var deductible = illness is null ? default(Money?)
            : tilt is null ? illness.Deductible
            : new Money((long)(illness.Deductible.Fen * (100m - tilt.DeductiblePercent) / 100m));
        lines.Add(Amount("critical-illness-deductible", deductible, (tilt?.Source ?? illness?.Source)));
        if (illness?.Tilt is null)
        {
            lines.Add(NotStated("critical-illness-tilt"));
        }

        if (tilt is not null)
        {
            lines.Add(Rate("critical-illness-points", tilt.RatePoints, tilt.Source));
            if (tilt.Uncapped)
            {
                lines.Add(Line("critical-illness-uncapped", null, null, tilt.Source));
            }
        }
    }

    // Civil Code, article 17: a person is of age from the eighteenth birthday on.
    private static bool IsMinor(DateOnly birthDate, DateOnly on) => on < birthDate.AddYears(AdultAge);

    private static Entitlement Amount(string code, Money? amount, Citation? source) =>
        amount is null ? NotStated(code) : Line(code, amount, null, source);

    private static Entitlement Rate(string code, decimal? percent, Citation? source) =>
        percent is null ? NotStated(code) : Line(code, null, percent, source);

    private static Entitlement NotStated(string code) => new(
        code, null, null, null, Text(code, CultureInfo.InvariantCulture, Texts.Entitlement_NotStated),
        Text(code, InEnglish, Texts.ResourceManager.GetString(nameof(Texts.Entitlement_NotStated), InEnglish)!));

    private static Entitlement Line(string code, Money? amount, decimal? percent, Citation? source)
    {
        var value = amount?.ToString() ?? percent?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
        string Filled(CultureInfo culture) => Text(code, culture,
            string.Format(CultureInfo.InvariantCulture, Texts.ResourceManager.GetString(
                amount is not null ? "Entitlement_Yuan" : percent is null ? "Entitlement_Promised" : "Entitlement_Percent",
                culture)!, value));
        return new Entitlement(code, amount, percent, source, Filled(CultureInfo.InvariantCulture), Filled(InEnglish));
    }

    private static string Text(string code, CultureInfo culture, string value) => string.Format(
        CultureInfo.InvariantCulture, Texts.ResourceManager.GetString("Entitlement_" + code, culture) ?? code + " {0}", value);
}

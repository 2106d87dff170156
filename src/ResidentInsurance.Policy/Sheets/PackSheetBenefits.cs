using static ResidentInsurance.Policy.SheetCells;

namespace ResidentInsurance.Policy;

/// <summary>The benefits, a line each. What the notice does not state is listed as not stated.</summary>
internal static class PackSheetBenefits
{
    public static IEnumerable<IReadOnlyList<string>> Of(PackData pack)
    {
        var benefits = pack.Benefits;
        yield return benefits.OutpatientCap is { } cap
            ? Line(Texts.Sheet_OutpatientCap,
                string.Join('、', cap.Amounts.Select(row =>
                    $"{pack.Tiers.First(tier => tier.Tier == row.Tier).Name}{Filled(Texts.Entitlement_Yuan, row.Amount)}")),
                cap.Source)
            : NotStated(Texts.Sheet_OutpatientCap);
        yield return benefits.Inpatient is { } rates
            ? Line(Texts.Sheet_Inpatient,
                Filled(Texts.Sheet_InpatientRates, rates.Primary, rates.Secondary, rates.Tertiary, rates.HighTierPoints, rates.MinorPoints),
                rates.Source)
            : NotStated(Texts.Sheet_Inpatient);
        yield return benefits.InpatientFundShare is { } share
            ? Line(Texts.Sheet_FundShare, Filled(Texts.Entitlement_Percent, share.Percent), share.Source)
            : NotStated(Texts.Sheet_FundShare);
        yield return benefits.CriticalIllness is { } illness
            ? Line(Texts.Sheet_Deductible,
                Filled(Texts.Sheet_DeductibleFrom, illness.Deductible, Day(illness.From)), illness.Source)
            : NotStated(Texts.Sheet_Deductible);
        yield return benefits.CriticalIllness?.Tilt is { } tilt
            ? Line(Texts.Sheet_Tilt,
                Filled(Texts.Sheet_TiltBy, Names(tilt.Categories), tilt.DeductiblePercent, tilt.RatePoints,
                    tilt.Uncapped ? Texts.Sheet_Uncapped : ""),
                tilt.Source)
            : NotStated(Texts.Sheet_Tilt);
        yield return benefits.Maternity is { } maternity
            ? Line(Texts.Sheet_Maternity,
                Filled(Texts.Sheet_MaternityAmounts, maternity.PrenatalCap, maternity.Delivery)
                    + (maternity.CaesareanFloor is { } floor ? Filled(Texts.Sheet_CaesareanFloor, floor) : ""),
                maternity.Source)
            : NotStated(Texts.Sheet_Maternity);
        foreach (var promise in benefits.Promises)
        {
            var name = Texts.ResourceManager.GetString("Entitlement_" + promise.Code) ?? promise.Code;
            var content = name.Contains("{0}", StringComparison.Ordinal) ? Texts.Entitlement_Promised : Texts.Sheet_Yes;
            yield return Line(Filled(name, "").TrimEnd('：'), content, promise.Source);
        }
    }

    private static IReadOnlyList<string> NotStated(string name) => [name, Texts.Sheet_NotStated, ""];
}

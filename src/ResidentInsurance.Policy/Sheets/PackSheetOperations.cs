using System.Globalization;
using static ResidentInsurance.Policy.SheetCells;

namespace ResidentInsurance.Policy;

/// <summary>Targets, deadlines, reports, scores and funds, a line each. What is missing is not ordered by the notice.</summary>
internal static class PackSheetOperations
{
    public static IEnumerable<IReadOnlyList<string>> Of(PackData pack)
    {
        var operations = pack.Operations;
        if (operations.Targets.Count == 0)
        {
            yield return Said(Texts.Sheet_Targets, "", source: null);
        }

        foreach (var target in operations.Targets)
        {
            yield return Line(Named("Target", target.Measure.ToString()), Wanted(target), target.Source);
        }

        foreach (var deadline in operations.Deadlines)
        {
            yield return Line(Named("Deadline", deadline.Subject), Day(deadline.On), deadline.Source);
        }

        foreach (var report in operations.Reports)
        {
            yield return Line(Texts.Sheet_Report, Interval(report), report.Source);
        }

        if (operations.PublicList is { } list)
        {
            yield return Line(Texts.Sheet_PublicList,
                list.Households ? Texts.Sheet_ByHousehold : Texts.Sheet_ByVillage, list.Source);
            yield return Said(Texts.Sheet_PublicListTelephone, list.Telephone?.Number ?? "", list.Telephone?.Source);
        }

        if (operations.Score is { } score)
        {
            var bands = score.Bands.Select(band => Filled(Texts.Sheet_ScoreBand, band.AtLeastPercent, band.Points));
            yield return Line(Texts.Sheet_Score,
                Filled(Texts.Sheet_ScoreRule, Day(score.On), string.Join('；', bands), score.Otherwise,
                    Placed(Day(score.Base), score.BaseSource, score.Source)),
                score.Source);
        }

        if (operations.VillageFund is { } fund)
        {
            var bands = fund.Bands.Select(band => Filled(Texts.Sheet_FundBand, band.AtLeastPercent, band.PerPerson));
            yield return Line(Texts.Sheet_VillageFund,
                Filled(Texts.Sheet_FundRule, Placed(Day(fund.On), fund.OnSource, fund.Source), string.Join('；', bands)), fund.Source);
        }

        if (operations.StaffQuota is { } quota)
        {
            yield return Line(Texts.Sheet_StaffQuota, Filled(Texts.Sheet_AtLeastPersons, quota.Persons), quota.Source);
        }

        foreach (var rule in operations.Assessment)
        {
            var judged = string.Join('、', rule.Of.Select(one => Named("Judged", one)));
            var year = rule.Year is { } named ? Filled(Texts.Sheet_OfYear, named) : "";
            yield return Line(Texts.Sheet_Assessment + Named("Assessment", rule.Code), judged + year, rule.Source);
        }

        foreach (var rule in operations.Collection)
        {
            yield return Line(Texts.Sheet_Collection, Named("Collection", rule.Code), rule.Source);
        }

        foreach (var rule in operations.OperatorRules)
        {
            yield return Line(Texts.Sheet_OperatorRule, rule.Chinese, rule.Source);
        }
    }

    private static string Wanted(Target target)
    {
        var rate = target.Percent is { } percent ? Filled(Texts.Entitlement_Percent, percent) : Texts.Sheet_AllWithoutFigure;
        var persons = target.Persons is { } number ? Filled(Texts.Sheet_Persons, number) : "";
        var of = target.Categories.Count == 0 ? "" : $"（{Names(target.Categories)}）";
        var elsewhere = target.ResidentsFromElsewhere is { } counted
            ? Placed(Texts.Sheet_ElsewhereToo, counted, target.Source) : "";
        return rate + persons + of + elsewhere;
    }

    private static string Interval(ReportOrder report)
    {
        if (!report.Weekly)
        {
            return Texts.Sheet_NoInterval;
        }

        var weekday = report.Weekday is { } day ? Named("Weekday", day.ToString()) : "";
        var time = report.Time?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? "";
        var from = report.First is { } first ? Filled(Texts.Sheet_FromDay, Day(first)) : "";
        var until = report.Last is { } last ? Filled(Texts.Sheet_UntilDay, Day(last)) : "";
        var period = string.Join(' ', new[] { from, until }.Where(part => part.Length > 0));
        return string.Join(' ', new[]
        {
            Texts.Sheet_Weekly, weekday, time, Placed(period, period.Length > 0 ? report.PeriodSource : null, report.Source),
            report.Ranked ? Texts.Sheet_Ranked : "",
        }.Where(part => part.Length > 0));
    }
}

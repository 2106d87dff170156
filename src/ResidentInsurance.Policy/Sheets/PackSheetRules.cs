using ResidentInsurance.Contracts;
using static ResidentInsurance.Policy.SheetCells;

namespace ResidentInsurance.Policy;

/// <summary>The rules that decide dates and money beside windows and rows, a line each.</summary>
internal static class PackSheetRules
{
    public static IEnumerable<IReadOnlyList<string>> Of(PackData pack)
    {
        var identity = pack.IdentityRules;
        yield return Said(Texts.Sheet_SeveralIdentities, Texts.Sheet_HighestOnly, identity.Several);
        yield return Said(Texts.Sheet_IdentityAfterPayment, Texts.Sheet_ChangesNothing, identity.AfterPayment);
        yield return Said(Texts.Sheet_IdentityEnded, Texts.Sheet_NoSubsidyThen, identity.Ended);
        foreach (var implication in pack.Implies)
        {
            yield return Line(Texts.Sheet_Implies,
                $"{Names(implication.Categories)} → {IdentityCategories.Name(implication.Implied)}", implication.Source);
        }

        if (pack.WaitingExempt is { } exempt)
        {
            yield return Line(Texts.Sheet_WaitingExempt, Names(exempt.Categories), exempt.Source);
        }

        if (pack.FullYear is { } full)
        {
            yield return Line(Texts.Sheet_FullYear, Filled(Texts.Sheet_UntilDay, Day(full.On)), full.Source);
        }

        foreach (var right in pack.SpecialRights)
        {
            yield return Line(Texts.Sheet_SpecialRight + Circumstances.Name(right.Kind), Within(right), right.Source);
        }

        if (pack.Newborns is { } newborns)
        {
            yield return Line(Texts.Group_newborn, Filled(Texts.Sheet_WithinDays, newborns.Days), newborns.Source);
            if (newborns.Dependant is { } dependant)
            {
                yield return Line(Texts.Sheet_Dependant, Texts.Sheet_WithGuardian, dependant);
            }
        }

        foreach (var line in Students(pack.Students))
        {
            yield return line;
        }

        if (pack.Breaks is { } breaks)
        {
            yield return Line(Texts.Sheet_Breaks,
                Filled(Texts.Sheet_BreakMonths, breaks.BaseMonths, breaks.MonthsPerYear,
                    breaks.CountFrom is { } year ? Filled(Texts.Sheet_BreakFrom, year) : Texts.Sheet_BreakAll),
                breaks.Source);
        }

        if (pack.LateCertificationRefund is { } refund)
        {
            yield return Line(Texts.Sheet_LateCertification, Texts.Sheet_RefundDifference, refund);
        }

        foreach (var department in pack.Departments)
        {
            yield return Line(Texts.Sheet_Department + department.Key, department.Name, department.Source);
        }
    }

    private static string Within(SpecialRight right)
    {
        var within = right switch
        {
            { Days: { } days } => Filled(Texts.Sheet_WithinDays, days),
            { Months: { } months } => Filled(Texts.Sheet_WithinMonths, months),
            _ => Texts.Sheet_Unlimited,
        };
        var until = Placed(Filled(Texts.Sheet_UntilDay, Day(right.Until)), right.UntilSource, right.Source);
        return $"{within}{(right.Family ? Texts.Sheet_FamilyToo : "")}，{until}";
    }

    private static IEnumerable<IReadOnlyList<string>> Students(StudentRules students)
    {
        if (students.NeverBearFiscalShare is { } never)
        {
            yield return Line(Texts.Sheet_StudentShare, Texts.Sheet_NeverBorne, never);
        }

        if (students.CentralFrom is { } central)
        {
            yield return Line(Texts.Sheet_StudentCentral, Day(central.On), central.Source);
        }

        if (students.FreshmenNextDay is { } freshmen)
        {
            yield return Line(Texts.Sheet_Freshmen, Texts.Sheet_DayAfterPayment, freshmen);
        }

        if (students.AcademicYear is { } year)
        {
            yield return Line(Texts.Sheet_AcademicYear, $"{Day(year.From)} – {Day(year.To)}", year.Source);
        }

        if (students.CoverFrom is { } from)
        {
            yield return Line(Texts.Sheet_StudentCover, Day(from.On), from.Source);
        }

        if (students.LastDay is { } last)
        {
            yield return Line(Texts.Sheet_StudentLastDay, Day(last.On), last.Source);
        }

        if (students.GraduatingLastDay is { } graduating)
        {
            yield return Line(Texts.Sheet_GraduatingLastDay, Day(graduating.On), graduating.Source);
        }

        if (students.WholeSubsidy is { } whole)
        {
            yield return Line(Texts.Sheet_StudentSubsidy, Texts.Sheet_WholeContribution, whole.Source);
        }
    }
}

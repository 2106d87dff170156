using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>The rules of all notices, fed with one pack's data. Categories are bits and nothing is looked up by
/// name twice, so that a quote allocates its answer and nothing else. The pack says
/// which rules hold; their order is G10 (docs/rules.md).</summary>
internal sealed class QuoteRules
{
    private readonly PackData pack;
    private readonly QuoteTables tables;

    public QuoteRules(PackData pack)
    {
        this.pack = pack;
        tables = new QuoteTables(pack);
    }

    public Quote Quote(Tier tier, DateOnly paidOn, PersonFacts person)
    {
        if (!tables.HasTier(tier))
        {
            return Refused(Rejections.UnknownTier, tables.TierUnknown(tier));
        }

        if (person.BirthDate > paidOn)
        {
            return Refused(Rejections.BornAfterPayment, new Reason(Rules.BornLater, "") { Date = person.BirthDate, On = paidOn });
        }

        var who = new Applicant(tables, tier, paidOn, person);
        if (!who.MayPay)
        {
            return Refused(Rejections.OutsideCollectionPeriod, tables.Outside(paidOn, who.Student));
        }

        var reasons = new ReasonList();
        var money = Money(in who, ref reasons);
        var cover = Cover(in who, money.Given, ref reasons);
        if (cover.From > cover.To)
        {
            return Refused(Rejections.WaitingOutlastsYear, [.. reasons.ToArray().Where(reason => reason.Explains == "coverage.from"),
                new Reason(Rules.WaitingOutlasts, pack.LastDay.Source.Place, "G7") { Date = cover.To, On = cover.From }]);
        }

        return new Quote
        {
            Accepted = true,
            Contribution = money.Contribution,
            FiscalShareBorne = money.Borne,
            Subsidy = money.Subsidy,
            FiscalShareSubsidised = money.BorneSubsidised,
            SubsidyCategory = money.Category,
            Due = money.Contribution + money.Borne - money.Subsidy - money.BorneSubsidised,
            Coverage = cover,
            Reasons = reasons.ToArray(),
        };
    }

    public Money Contribution(Tier tier, DateOnly on, PersonFacts person)
    {
        var who = new Applicant(tables, tier, on, person);
        return !tables.HasTier(tier) || who.PaidWithAcademicYear ? default : tables.Contribution(tier, who.Student).Amount!.Value;
    }

    public Money SubsidyOf(Tier tier, DateOnly on, PersonFacts person, IdentityPeriod identity)
    {
        var held = tables.HasTier(tier) && identity.IsActive(on)
            ? tables.With(CategoryBits.Of(identity.Category)) : 0;
        return tables.Best(tier, held, on, Contribution(tier, on, person), borne: default).Amount;
    }

    public (DateOnly From, DateOnly To) CentralPeriod(PersonGroup group)
    {
        var central = pack.Windows.First(window => window.Central);
        var from = group == PersonGroup.UniversityStudent ? pack.Students.CentralFrom?.On : null;
        return (from ?? central.From, central.To);
    }

    private static Quote Refused(string rejection, params Reason[] reasons) =>
        new() { Accepted = false, Rejection = rejection, Reasons = reasons };

    private Charges Money(in Applicant who, ref ReasonList reasons)
    {
        if (who.PaidWithAcademicYear)
        {
            reasons.Add(tables.AcademicYearPaid!);
            return default;
        }

        var paid = tables.Contribution(who.Tier, who.Student);
        var contribution = paid.Amount!.Value;
        reasons.Add(paid);
        Money borne = default;
        if (who.Window?.ShareBorne is { } shareBorne)
        {
            var spared = who.Newborn ? tables.NewbornSpared : who.Student ? tables.StudentSpared : null;
            borne = spared is null ? pack.FiscalShare.Amount : default;
            reasons.Add(spared ?? shareBorne);
        }

        var best = tables.Best(who.Tier, who.Held, who.PaidOn, contribution, borne);
        if (who.Student && tables.StudentSubsidy is { } student && contribution > best.Amount)
        {
            reasons.Add(student with { Amount = contribution });
            reasons.Add(tables.StudentPayer!);
            return new Charges(contribution, borne, contribution, default, StudentSubsidy.Category, best.Row is not null);
        }

        if (best.Row is null)
        {
            tables.ExplainNothing(who.Tier, who.Held, who.PaidOn, ref reasons);
            return new Charges(contribution, borne, default, default, null, Given: false);
        }

        tables.Explain(best, who.Tier, who.Direct, ref reasons);
        return new Charges(contribution, borne, best.Amount, best.Share, best.Row.Category, Given: true);
    }

    private CoveragePeriod Cover(in Applicant who, bool subsidised, ref ReasonList reasons)
    {
        var (birth, to) = (who.Person.BirthDate, pack.LastDay.On);
        if (who.PaidWithAcademicYear)
        {
            var year = pack.Students.AcademicYear!;
            reasons.Add(tables.AcademicYearStart!);
            var start = NotBeforeBirth(year.From, birth, ref reasons);
            reasons.Add(tables.AcademicYearEnd!);
            return new CoveragePeriod(start, year.To);
        }

        var from = FirstDay(in who, subsidised, ref reasons);
        var lastDay = tables.LastDay;
        if (who.Student)
        {
            from = StudentFirstDay(in who, from, ref reasons);
            if (pack.Students.LastDay is { } studentsLast)
            {
                var graduating = who.Person.Graduating && pack.Students.GraduatingLastDay is not null;
                to = graduating ? pack.Students.GraduatingLastDay!.On : studentsLast.On;
                lastDay = graduating ? tables.GraduatingLastDay! : tables.StudentLastDay!;
            }
        }

        if (pack.Breaks is { } breaks && !who.Newborn && tables.MissedYears(who.Person.LastCoveredYear) is > 0 and var missed)
        {
            var months = breaks.BaseMonths + (breaks.MonthsPerYear * missed);
            var afterBreak = AfterMonths(who.PaidOn, months);
            if (afterBreak > from)
            {
                from = afterBreak;
                reasons.ReplaceLast(tables.BreakReason(months, who.PaidOn, from));
            }
        }

        from = NotBeforeBirth(from, birth, ref reasons);
        if (!who.Newborn && who.Person.LastCoveredYear is null && tables.LastCoveredUnknown is { } unknown)
        {
            reasons.Add(unknown);
        }

        reasons.Add(lastDay);
        return new CoveragePeriod(from, to);
    }

    // G10, in its order. Student rules and breaks come on top.
    private DateOnly FirstDay(in Applicant who, bool subsidised, ref ReasonList reasons)
    {
        var paid = who.PaidOn;
        if (who.Newborn)
        {
            var from = who.Person.BirthDate > tables.YearStart ? who.Person.BirthDate : tables.YearStart;
            reasons.Add(tables.NewbornReason(who.Person.BirthDate, from));
            if (tables.GuardianReason(who.Person.BirthDate) is { } without)
            {
                reasons.Add(without);
            }

            return from;
        }

        var window = who.Window!;
        if (window.Start == WindowStart.YearStart)
        {
            reasons.Add(window.Reason);
            return tables.YearStart;
        }

        if (subsidised && pack.FullYear is { } full && paid <= full.On)
        {
            reasons.Add(tables.FullYear!);
            return tables.YearStart;
        }

        if (tables.Right(who.Person.Circumstances, paid) is { } right)
        {
            var from = paid.AddDays(1);
            reasons.Add(right.Reason with { Date = from, On = paid });
            return from;
        }

        if ((who.Held & tables.WaitingExempt) != 0)
        {
            var from = paid.AddDays(1);
            reasons.Add(tables.ExemptReason(who.Held, paid, from));
            return from;
        }

        var first = window.Start switch
        {
            WindowStart.NextMonth => new DateOnly(paid.Year, paid.Month, 1).AddMonths(1),
            WindowStart.Days => paid.AddDays(window.Waiting + 1),
            _ => AfterMonths(paid, window.Waiting),
        };
        reasons.Add(window.Reason with { Date = first, On = paid });
        return first;
    }

    private DateOnly StudentFirstDay(in Applicant who, DateOnly from, ref ReasonList reasons)
    {
        if (!who.Window!.Central)
        {
            return from;
        }

        if (who.Person.Freshman && pack.Students.FreshmenNextDay is not null)
        {
            from = who.PaidOn.AddDays(1);
            reasons.ReplaceLast(tables.FreshmanReason(who.PaidOn, from));
        }
        else if (pack.Students.CoverFrom is { } cover)
        {
            from = cover.On;
            reasons.ReplaceLast(tables.StudentCoverFrom!);
        }

        return from;
    }

    // G2: the waiting ends on the corresponding day or the month's last; benefits start on the day after.
    private static DateOnly AfterMonths(DateOnly paid, int months) => paid.AddMonths(months).AddDays(1);

    // G7. No notice says this, so the reason names no place.
    private static DateOnly NotBeforeBirth(DateOnly from, DateOnly birth, ref ReasonList reasons)
    {
        if (from >= birth)
        {
            return from;
        }

        reasons.ReplaceLast(new Reason(Rules.NotBeforeBirth, "", "G7") { Date = birth });
        return birth;
    }

    private readonly record struct Charges(
        Money Contribution, Money Borne, Money Subsidy, Money BorneSubsidised, string? Category, bool Given);
}

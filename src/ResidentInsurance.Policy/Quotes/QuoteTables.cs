using System.Numerics;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>A pack's data laid out for quoting: amounts by tier, rows by category bit. Reasons that are the same
/// for everybody are made once.</summary>
internal sealed class QuoteTables
{
    private const int TierCount = 3;

    private readonly PackData pack;
    private readonly Reason?[] residents = new Reason?[TierCount];
    private readonly Reason?[] students = new Reason?[TierCount];
    private readonly CompiledRow?[] rows = new CompiledRow?[64];
    private readonly ulong rowBits;
    private readonly (ulong Holders, ulong Implied, Implication Rule)[] implications;
    private readonly CompiledWindow[] windows;
    private readonly CompiledRight[] rights;
    private readonly CompiledWindow central;

    public QuoteTables(PackData pack)
    {
        this.pack = pack;
        foreach (var row in pack.Contributions)
        {
            var reason = From(Rules.Contribution, row.Source) with
            {
                Amount = row.Amount,
                Tier = row.Tier,
                Category = row.Group == PersonGroup.UniversityStudent ? Policy.StudentSubsidy.Category : null,
            };
            (row.Group == PersonGroup.Resident ? residents : students)[(int)row.Tier] = reason;
        }

        var departments = pack.Departments.ToDictionary(department => department.Key);
        for (var i = 0; i < pack.Subsidies.Count; i++)
        {
            var row = pack.Subsidies[i];
            rows[CategoryBits.Position(row.Category)] = new CompiledRow(row, departments[row.Payer], i);
            rowBits |= CategoryBits.Of(row.Category);
        }

        YearStart = new DateOnly(pack.Year, 1, 1);
        YearEnd = new DateOnly(pack.Year, 12, 31);
        Opens = pack.Windows[0].From;
        implications = [.. pack.Implies.Select(rule => (CategoryBits.Of(rule.Categories), CategoryBits.Of(rule.Implied), rule))];
        windows = [.. pack.Windows.Select(window => new CompiledWindow(window, pack.FiscalShare, YearStart))];
        central = windows.First(window => window.Central);
        rights = [.. pack.SpecialRights.Select(right => new CompiledRight(right))];
        if (pack.Students.WholeSubsidy is { } whole)
        {
            StudentSubsidy = From(Rules.StudentSubsidy, whole.Source) with { Category = Policy.StudentSubsidy.Category };
            StudentPayer = From(Rules.SubsidyPayer, whole.PayerSource) with { Department = departments[whole.Payer].Name };
        }

        WaitingExempt = pack.WaitingExempt is { } exempt ? CategoryBits.Of(exempt.Categories) : 0;
    }

    public DateOnly YearStart { get; }

    public DateOnly YearEnd { get; }

    /// <summary>The residents' first day; students may have an earlier one.</summary>
    public DateOnly Opens { get; }

    public ulong WaitingExempt { get; }

    public Reason? NewbornSpared => field ??= pack.Newborns is { } newborns
        ? From(Rules.FiscalShareSpared, newborns.Source) with { Amount = default(Money), Category = "newborn" } : null;

    public Reason? StudentSpared => field ??= pack.Students.NeverBearFiscalShare is { } never
        ? From(Rules.FiscalShareSpared, never) with { Amount = default(Money), Category = Policy.StudentSubsidy.Category } : null;

    public Reason? StudentSubsidy { get; }

    public Reason? StudentPayer { get; }

    public Reason? AcademicYearPaid => field ??= pack.Students.AcademicYear is { } year
        ? From(Rules.AcademicYearPaid, year.Source) with { Amount = default(Money) } : null;

    public Reason? AcademicYearStart => field ??= pack.Students.AcademicYear is { } year
        ? From(Rules.AcademicYearStart, year.Source) with { Date = year.From } : null;

    public Reason? AcademicYearEnd => field ??= pack.Students.AcademicYear is { } year
        ? From(Rules.AcademicYearEnd, year.Source) with { Date = year.To } : null;

    public Reason? StudentCoverFrom => field ??= Dated(Rules.AcademicYearStart, pack.Students.CoverFrom);

    public Reason? StudentLastDay => field ??= Dated(Rules.AcademicYearEnd, pack.Students.LastDay);

    public Reason? GraduatingLastDay => field ??= Dated(Rules.GraduationExtension, pack.Students.GraduatingLastDay);

    public Reason LastDay => field ??= Dated(Rules.LastDay, pack.LastDay)!;

    public Reason? FullYear => field ??= pack.FullYear is { } full
        ? From(Rules.FullYear, full.Source) with { Date = YearStart } : null;

    public bool HasTier(Tier tier) => (uint)tier < TierCount && residents[(int)tier] is not null;

    public bool IsNewborn(DateOnly birth, DateOnly paidOn) => pack.Newborns is { } newborns
        && birth <= paidOn && paidOn.DayNumber - birth.DayNumber <= newborns.Days && birth <= YearEnd;

    public CompiledWindow? WindowOn(DateOnly paidOn, bool student)
    {
        foreach (var window in windows)
        {
            if (paidOn <= window.To && paidOn >= window.From)
            {
                return window;
            }
        }

        return student && pack.Students.CentralFrom is { } early && paidOn >= early.On && paidOn < Opens ? central : null;
    }

    /// <summary>The contribution's reason, which carries it. Where a notice has no line for students, the residents'
    /// holds.</summary>
    public Reason Contribution(Tier tier, bool student) =>
        (student ? students[(int)tier] : null) ?? residents[(int)tier]!;

    /// <summary>Adds what the categories imply.</summary>
    public ulong With(ulong held)
    {
        var all = held;
        foreach (var (holders, implied, _) in implications)
        {
            all |= (held & holders) != 0 ? implied : 0;
        }

        return all;
    }

    /// <summary>G3: of the categories, the one worth most in the tier on that day; of several worth the same, the
    /// one that stands first in the notice.</summary>
    public BestRow Best(Tier tier, ulong held, DateOnly on, Money contribution, Money borne)
    {
        var (best, giving) = (default(BestRow), 0);
        for (var left = held & rowBits; left != 0; left &= left - 1)
        {
            var row = rows[BitOperations.TrailingZeroCount(left)]!;
            if (row.In(tier) is not { } stated || on > row.Until)
            {
                continue;
            }

            var amount = Money.Min(stated, contribution);
            var share = row.SubsidisesShare ? borne : default;
            var (worth, former) = (amount + share, best.Amount + best.Share);
            giving += worth > default(Money) ? 1 : 0;
            if (worth > former || (worth == former && worth > default(Money) && row.Order < best.Row!.Order))
            {
                best = new BestRow(row, amount, share, OfSeveral: false);
            }
        }

        return giving > 1 ? best with { OfSeveral = true } : best;
    }

    /// <summary>Why the subsidy is what it is.</summary>
    public void Explain(in BestRow best, Tier tier, ulong direct, ref ReasonList reasons)
    {
        var row = best.Row!;
        var reason = row.Reason(tier);
        if (best.Amount < row.In(tier))
        {
            reason = reason with
            {
                Rule = Rules.SubsidyCapped, Amount = best.Amount, RowAmount = row.In(tier), Reading = Citation.Join(reason.Reading, "G3"),
            };
        }

        if ((direct & row.Bit) == 0)
        {
            var rule = Array.Find(implications, candidate => candidate.Implied == row.Bit && (candidate.Holders & direct) != 0);
            var via = BitOperations.TrailingZeroCount(direct & rule.Holders);
            reason = reason with { Via = IdentityCategories.Codes[via], Reading = Citation.Join(reason.Reading, rule.Rule.Source.Reading) };
        }

        reasons.Add(reason);
        // One certification may stand in two rows because it implies the other; that is one identity.
        if (best.OfSeveral && BitOperations.PopCount(direct) > 1)
        {
            reasons.Add((pack.IdentityRules.Several is { } several ? From(Rules.HighestIdentity, several)
                : new Reason(Rules.HighestIdentity, "", "G3")) with { Category = row.Category });
        }

        reasons.Add(row.PayerReason);
        if (best.Share > default(Money))
        {
            reasons.Add(row.ShareReason! with { Amount = best.Share, Mark = pack.FiscalShare.Source.Mark });
        }
    }

    /// <summary>Why identities that have a row here give nothing: the row has ended, or is for the other tier.</summary>
    public void ExplainNothing(Tier tier, ulong held, DateOnly on, ref ReasonList reasons)
    {
        for (var left = held & rowBits; left != 0; left &= left - 1)
        {
            var row = rows[BitOperations.TrailingZeroCount(left)]!;
            if (row.In(tier) is null)
            {
                reasons.Add(row.NotInTier with { Tier = tier });
            }
            else if (on > row.Until)
            {
                reasons.Add(row.Ended);
            }
        }
    }

    /// <summary>The special right that a circumstance gives on that day.</summary>
    public CompiledRight? Right(IReadOnlyList<Circumstance> circumstances, DateOnly paidOn)
    {
        for (var i = 0; i < circumstances.Count; i++)
        {
            foreach (var right in rights)
            {
                if (right.Holds(circumstances[i], paidOn))
                {
                    return right;
                }
            }
        }

        return null;
    }

    /// <summary>LZ3: null where no year before the campaign's counts as missed, so that not knowing means nothing.</summary>
    public Reason? LastCoveredUnknown => field ??= pack.Breaks is { } breaks && (breaks.CountFrom ?? 0) < pack.Year
        ? From(Rules.LastCoveredUnknown, breaks.Source) : null;

    /// <summary>LZ3: the years without insurance before the campaign's; none for who was never covered or of whom it is unknown.</summary>
    public int MissedYears(int? lastCovered)
    {
        if (lastCovered is not { } last)
        {
            return 0;
        }

        // More than a century of missed years changes nothing and would leave the calendar.
        var from = Math.Max(last, (pack.Breaks!.CountFrom ?? int.MinValue + 1) - 1L);
        return (int)Math.Clamp(pack.Year - 1L - from, 0, 100);
    }

    public Reason NewbornReason(DateOnly birth, DateOnly from) =>
        From(Rules.Newborn, pack.Newborns!.Source) with { Date = from, On = birth, Number = pack.Newborns.Days };

    /// <summary>LZ4: what a newborn of the campaign's year has without paying; null where the notice provides for nothing.</summary>
    public Reason? GuardianReason(DateOnly birth) => pack.Newborns?.Dependant is { } dependant && birth.Year == pack.Year
        ? From(Rules.WithGuardian, dependant) with { Date = birth } : null;

    public Reason ExemptReason(ulong held, DateOnly paidOn, DateOnly from) =>
        From(Rules.WaitingExempt, pack.WaitingExempt!.Source) with
        {
            Date = from, On = paidOn, Category = IdentityCategories.Codes[BitOperations.TrailingZeroCount(held & WaitingExempt)],
        };

    public Reason FreshmanReason(DateOnly paidOn, DateOnly from) =>
        From(Rules.Freshman, pack.Students.FreshmenNextDay!.Value) with { Date = from, On = paidOn };

    public Reason BreakReason(int months, DateOnly paidOn, DateOnly from) =>
        From(Rules.Break, pack.Breaks!.Source) with { Date = from, On = paidOn, Number = months };

    public Reason TierUnknown(Tier tier) =>
        From(Rules.TierUnknown, pack.Tiers[0].Source) with { Tier = Enum.IsDefined(tier) ? tier : null };

    public Reason Outside(DateOnly paidOn, bool student)
    {
        var (opens, source) = student && pack.Students.CentralFrom is { } early && early.On < Opens
            ? (early.On, early.Source)
            : (Opens, windows[0].FromSource);
        if (paidOn < opens)
        {
            return From(Rules.NotOpenYet, source) with { Date = opens, On = paidOn };
        }

        var last = windows.Last(window => window.To < paidOn);
        return From(Rules.Closed, last.ToSource) with { Date = last.To, On = paidOn };
    }

    private static Reason From(string rule, Citation source) => new(rule, source);

    private static Reason? Dated(string rule, DatedRule? dated) =>
        dated is null ? null : From(rule, dated.Source) with { Date = dated.On };
}

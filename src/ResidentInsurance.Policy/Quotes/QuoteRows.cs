using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>A window with its reasons.</summary>
internal sealed class CompiledWindow
{
    public CompiledWindow(Window window, FiscalShare share, DateOnly yearStart)
    {
        (From, To, Start, Waiting) = (window.From, window.To, window.Start, window.Waiting);
        (Central, FromSource, ToSource) = (window.Central, window.FromSource, window.ToSource);
        Reason = Start switch
        {
            WindowStart.YearStart => new Reason(Rules.YearStart, window.StartSource) with { Date = yearStart },
            WindowStart.NextMonth => new Reason(Rules.NextMonth, window.StartSource),
            WindowStart.Days => Counted(Rules.WaitingDays, window.StartSource),
            _ => Counted(Rules.WaitingMonths, window.StartSource),
        };
        if (window.FiscalShareBorne is { } borne)
        {
            var reason = new Reason(Rules.FiscalShareBorne, borne);
            ShareBorne = reason with
            {
                Amount = share.Amount, Mark = share.Source.Mark, Reading = Citation.Join(reason.Reading, share.Source.Reading),
            };
        }
    }

    public DateOnly From { get; }

    public DateOnly To { get; }

    public WindowStart Start { get; }

    public int Waiting { get; }

    public bool Central { get; }

    /// <summary>The fiscal share's reason in a window in which it is borne; null elsewhere.</summary>
    public Reason? ShareBorne { get; }

    public Citation FromSource { get; }

    public Citation ToSource { get; }

    /// <summary>Complete for a window that starts with the year; otherwise the payer's days are still to be set.</summary>
    public Reason Reason { get; }

    private Reason Counted(string rule, Citation source)
    {
        var reason = new Reason(rule, source) with { Number = Waiting };
        return reason with { Reading = Citation.Join(reason.Reading, "G2") };
    }
}

/// <summary>A subsidy row with its reasons.</summary>
internal sealed class CompiledRow
{
    private readonly Reason?[] reasons = new Reason?[3];
    private readonly Money?[] amounts;

    public CompiledRow(SubsidyRow row, Department payer, int order)
    {
        Order = order;
        Category = row.Category;
        Bit = CategoryBits.Of(row.Category);
        Until = row.Until ?? DateOnly.MaxValue;
        SubsidisesShare = row.FiscalShareSource is not null;
        amounts = [row.In(Tier.Low), row.In(Tier.High), row.In(Tier.Single)];
        for (var tier = 0; tier < amounts.Length; tier++)
        {
            reasons[tier] = row.Of((Tier)tier) is { } amount
                ? new Reason(Rules.Subsidy, amount.Source) with
                {
                    Amount = amount.Amount, Category = Category, Tier = (Tier)tier,
                }
                : null;
        }

        ShareReason = row.FiscalShareSource is { } share
            ? new Reason(Rules.FiscalShareSubsidised, share) with { Category = Category } : null;
        PayerReason = new Reason(Rules.SubsidyPayer, row.PayerSource) with { Department = payer.Name };
        NotInTier = new Reason(Rules.SubsidyNotInTier, row.Source) with { Category = Category, Amount = default(Money) };
        Ended = new Reason(Rules.SubsidyEnded, row.UntilSource) with
        {
            Category = Category, Amount = default(Money), Date = row.Until,
        };
    }

    /// <summary>Its place in the notice's sequence of categories.</summary>
    public int Order { get; }

    public string Category { get; }

    public ulong Bit { get; }

    public DateOnly Until { get; }

    public bool SubsidisesShare { get; }

    public Reason? ShareReason { get; }

    public Reason PayerReason { get; }

    public Reason NotInTier { get; }

    public Reason Ended { get; }

    public Money? In(Tier tier) => amounts[(int)tier];

    public Reason Reason(Tier tier) => reasons[(int)tier]!;
}

/// <summary>The row that counts for the money, and what it comes to for one person. Without a row it is nothing.</summary>
/// <param name="OfSeveral">Other rows would have given something too.</param>
internal readonly record struct BestRow(CompiledRow? Row, Money Amount, Money Share, bool OfSeveral);

/// <summary>A special right with its reason.</summary>
internal sealed class CompiledRight(SpecialRight right)
{
    public Reason Reason { get; } = new Reason(Rules.SpecialRight, right.Source) with
    {
        Category = right.Kind, Number = right.Days ?? right.Months,
    };

    /// <summary>G11: an event after the payment does not count. One without a day counts where the right has no
    /// limit. G2: the corresponding day of the month is still in time.</summary>
    public bool Holds(Circumstance circumstance, DateOnly paidOn)
    {
        if (circumstance.Kind != right.Kind || paidOn > right.Until || circumstance.On > paidOn)
        {
            return false;
        }

        return (circumstance.On, right.Days, right.Months) switch
        {
            (_, null, null) => true,
            (null, _, _) => false,
            ({ } on, { } days, _) => paidOn.DayNumber - on.DayNumber <= days,
            ({ } on, _, { } months) => paidOn <= on.AddMonths(months),
        };
    }
}

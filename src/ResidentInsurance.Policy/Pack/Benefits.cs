using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>待遇 that a notice promises with a figure. A part that the notice does not state is null, and answers say so.</summary>
public sealed record Benefits
{
    public TierAmounts? OutpatientCap { get; init; }

    public InpatientRates? Inpatient { get; init; }

    /// <summary>政策范围内基金支付比例, about so many per cent.</summary>
    public StatedRate? InpatientFundShare { get; init; }

    public CriticalIllness? CriticalIllness { get; init; }

    public Maternity? Maternity { get; init; }

    /// <summary>What the notice promises without a figure, as codes with sentences in <c>Texts.resx</c>.</summary>
    public IReadOnlyList<Promise> Promises { get; init; } = [];
}

/// <summary>A yuan amount for each tier.</summary>
public sealed record TierAmounts(IReadOnlyList<(Tier Tier, Money Amount)> Amounts, Citation Source)
{
    public Money? In(Tier tier)
    {
        foreach (var (candidate, amount) in Amounts)
        {
            if (candidate == tier)
            {
                return amount;
            }
        }

        return null;
    }
}

/// <summary>Share of an inpatient bill that the fund pays, in per cent, by level of the hospital.</summary>
/// <param name="HighTierPoints">Percentage points more in the high tier.</param>
/// <param name="MinorPoints">Percentage points more for minors, on top.</param>
public sealed record InpatientRates(
    decimal Primary, decimal Secondary, decimal Tertiary, decimal HighTierPoints, decimal MinorPoints, Citation Source);

/// <summary>A rate in per cent.</summary>
public sealed record StatedRate(decimal Percent, Citation Source);

/// <summary>大病保险.</summary>
/// <param name="From">The first day on which the deductible holds.</param>
public sealed record CriticalIllness(Money Deductible, DateOnly From, CriticalIllnessTilt? Tilt, Citation Source);

/// <summary>倾斜支付: for some categories the deductible falls and the rate rises.</summary>
/// <param name="DeductiblePercent">How much of the deductible falls away, in per cent.</param>
public sealed record CriticalIllnessTilt(
    IReadOnlyList<string> Categories, decimal DeductiblePercent, decimal RatePoints, bool Uncapped, Citation Source);

/// <summary>生育: limits and fixed amounts.</summary>
/// <param name="Delivery">顺产.</param>
/// <param name="CaesareanFloor">The least that is paid for a caesarean, which is otherwise paid like any inpatient stay;
/// null where not stated.</param>
public sealed record Maternity(Money PrenatalCap, Money Delivery, Money? CaesareanFloor, Citation Source);

/// <summary>A promise without a figure.</summary>
public sealed record Promise(string Code, Citation Source);

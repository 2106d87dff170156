using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>A department's certification of a person: active from <paramref name="From"/> up to the day before
/// <paramref name="To"/>; null is open. The category is a code of <see cref="IdentityCategories"/>.</summary>
public sealed record IdentityPeriod(string Category, DateOnly From, DateOnly? To)
{
    public bool IsActive(DateOnly on) => From <= on && (To is not { } to || on < to);
}

/// <summary>An event in a person's life, a code of <see cref="Circumstances"/>. A right with a time limit needs its
/// day; without one it does not count.</summary>
public sealed record Circumstance(string Kind, DateOnly? On);

/// <summary>What a quote needs to know of a person. Facts alone: nothing here depends on a campaign.</summary>
public sealed record PersonFacts
{
    public required DateOnly BirthDate { get; init; }

    public PersonGroup Group { get; init; }

    public IReadOnlyList<IdentityPeriod> Identities { get; init; } = [];

    public IReadOnlyList<Circumstance> Circumstances { get; init; } = [];

    /// <summary>A university student in the first year.</summary>
    public bool Freshman { get; init; }

    /// <summary>A university student who has already paid for the academic year.</summary>
    public bool AcademicYearCovered { get; init; }

    /// <summary>A university student who graduates in the campaign's year.</summary>
    public bool Graduating { get; init; }

    /// <summary>The last year with any basic medical insurance anywhere; null: never covered before.</summary>
    public int? LastCoveredYear { get; init; }
}

/// <summary>Why a quote is refused, in the order in which it is asked.</summary>
public static class Rejections
{
    public const string UnknownCampaign = "unknown-campaign";
    public const string UnknownTier = "unknown-tier";
    public const string BornAfterPayment = "born-after-payment";
    public const string OutsideCollectionPeriod = "outside-collection-period";
    public const string WaitingOutlastsYear = "waiting-outlasts-year";
}

/// <summary>What a person owes on a day and when cover would start. A refused quote has a
/// <see cref="Rejection"/>, no figures and no coverage.</summary>
public sealed record Quote
{
    public required bool Accepted { get; init; }

    /// <summary>One of <see cref="Rejections"/>; null where the quote is accepted.</summary>
    public string? Rejection { get; init; }

    /// <summary>个人缴费标准 of the person's group and the tier.</summary>
    public Money Contribution { get; init; }

    /// <summary>财政补助 that the person bears because of the window.</summary>
    public Money FiscalShareBorne { get; init; }

    /// <summary>资助参保: never more than the contribution.</summary>
    public Money Subsidy { get; init; }

    /// <summary>The part of <see cref="FiscalShareBorne"/> that is subsidised.</summary>
    public Money FiscalShareSubsidised { get; init; }

    /// <summary>The identity that the subsidy rests on; null where there is none.</summary>
    public string? SubsidyCategory { get; init; }

    /// <summary>个人应缴.</summary>
    public Money Due { get; init; }

    public CoveragePeriod? Coverage { get; init; }

    /// <summary>The rules that gave the figures and dates, in the order of the figures.</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }
}

using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>A policy pack as its file says it: everything that one notice fixes for one campaign, in the file's
/// order. <see cref="CompiledPack"/> is what answers questions.</summary>
public sealed record PackData
{
    public required CampaignId Id { get; init; }

    /// <summary>Rises with each correction; decisions keep the version that they were made by.</summary>
    public required int Version { get; init; }

    public required CountyCode County { get; init; }

    public required int Year { get; init; }

    public required string Title { get; init; }

    public required string EnglishTitle { get; init; }

    public required NoticeReference Notice { get; init; }

    /// <summary>参保范围: who may be insured here.</summary>
    public required IReadOnlyList<ScopeRow> Scope { get; init; }

    public required IReadOnlyList<TierName> Tiers { get; init; }

    public required IReadOnlyList<ContributionRow> Contributions { get; init; }

    public required FiscalShare FiscalShare { get; init; }

    /// <summary>In order of date, without overlaps.</summary>
    public required IReadOnlyList<Window> Windows { get; init; }

    /// <summary>Days between windows on which nobody can pay; a pack has to declare them.</summary>
    public required IReadOnlyList<Gap> Gaps { get; init; }

    public required DatedRule LastDay { get; init; }

    /// <summary>One row a category, in the notice's order: of identities worth the same, the first counts.</summary>
    public required IReadOnlyList<SubsidyRow> Subsidies { get; init; }

    /// <summary>Which identity counts when there are several, or when they change.</summary>
    public required IdentityRules IdentityRules { get; init; }

    public required IReadOnlyList<Implication> Implies { get; init; }

    public CategoryRule? WaitingExempt { get; init; }

    public DatedRule? FullYear { get; init; }

    public required IReadOnlyList<SpecialRight> SpecialRights { get; init; }

    public required StudentRules Students { get; init; }

    public NewbornRule? Newborns { get; init; }

    public BreakRule? Breaks { get; init; }

    /// <summary>Present where a certification within the central period gives money back.</summary>
    public Citation? LateCertificationRefund { get; init; }

    public required IReadOnlyList<Department> Departments { get; init; }

    public required Benefits Benefits { get; init; }

    public required Annex Annex { get; init; }

    public required Operations Operations { get; init; }
}

/// <summary>The notice that a pack is read from.</summary>
public sealed record NoticeReference(string Number, string Publisher, string Area, DateOnly? Issued);

/// <summary>A kind of people who may be insured, as a code with its name in <c>Texts.resx</c>.</summary>
/// <param name="Area">Where they are registered, or who gave the permit; null where the notice names no area.</param>
/// <param name="WithoutEmployeeInsurance">True where only people without employees' insurance (职工医保) may be insured.</param>
public sealed record ScopeRow(string Who, string? Area, bool WithoutEmployeeInsurance, Citation Source)
{
    private static readonly string[] Codes =
    [
        "residents", "registered-residents", "residence-permit-holders", "temporary-permit-holders", "residents-from-elsewhere",
        "flexible-workers", "pupils-and-preschoolers", "pupils-from-elsewhere", "university-students", "newborns",
        "hong-kong-macao-taiwan-permit-holders", "hong-kong-macao-taiwan-students", "foreign-permanent-residents",
        "talents-families", "volunteers", "others-as-ruled",
    ];

    /// <summary>All codes that a pack may name.</summary>
    public static IReadOnlyList<string> Known => Codes;
}

/// <summary>A tier and what the notice calls it.</summary>
public sealed record TierName(Tier Tier, string Name, Citation Source);

/// <summary>个人缴费标准.</summary>
public sealed record ContributionRow(PersonGroup Group, Tier Tier, Money Amount, Citation Source);

/// <summary>财政补助 per person and year, borne by the person in some windows.</summary>
/// <param name="Financing">筹资标准: share and contribution together, where the notice states the sum too.</param>
public sealed record FiscalShare(Money Amount, Financing? Financing, Citation Source);

/// <summary>A sum that the notice states beside its parts. It is checked and never used in a calculation.</summary>
public sealed record Financing(Money Amount, Citation Source);

/// <summary>How a window decides the first day of benefits.</summary>
public enum WindowStart
{
    /// <summary>1 January of the campaign's year, whoever pays.</summary>
    YearStart,

    /// <summary>The first of the month after payment.</summary>
    NextMonth,

    /// <summary>After <see cref="Window.Waiting"/> days.</summary>
    Days,

    /// <summary>After <see cref="Window.Waiting"/> months.</summary>
    Months,
}

/// <summary>A span of payment days with one rule for the first day of benefits. Both ends inclusive. Notices often have
/// the days in one place and the waiting in another.</summary>
/// <param name="FiscalShareBorne">Set where a person who pays in this window bears the fiscal share.</param>
/// <param name="StartSource">The place of <paramref name="Start"/> and <paramref name="Waiting"/>.</param>
public sealed record Window(
    DateOnly From, DateOnly To, WindowStart Start, int Waiting, bool Central, Citation? FiscalShareBorne, Citation Source,
    Citation FromSource, Citation ToSource, Citation StartSource);

/// <summary>Days without a window; both ends inclusive.</summary>
public sealed record Gap(DateOnly From, DateOnly To, Citation Source);

/// <summary>A day that a rule fixes.</summary>
public sealed record DatedRule(DateOnly On, Citation Source);

/// <summary>资助参保 of one category.</summary>
/// <param name="Low">Null where the row gives nothing in that tier.</param>
/// <param name="Until">The last payment day that is subsidised; null where the row has no end.</param>
/// <param name="FiscalShareSource">Set where the fiscal share is subsidised too.</param>
/// <param name="Certifier">Key of a <see cref="Department"/>.</param>
/// <param name="CertifierSource">Where the notice says who certifies this category; borrowed where it does not.</param>
/// <param name="Payer">Key of a <see cref="Department"/>, often the certifier's.</param>
/// <param name="PayerSource">Where the notice says who pays; borrowed where it names nobody, or not this department.</param>
public sealed record SubsidyRow(
    string Category, SubsidyAmount? Low, SubsidyAmount? High, SubsidyAmount? Single, DateOnly? Until, Citation UntilSource,
    Citation? FiscalShareSource, string Certifier, Citation CertifierSource, string Payer, Citation PayerSource, Citation Source)
{
    public SubsidyAmount? Of(Tier tier) => tier switch { Tier.Low => Low, Tier.High => High, _ => Single };

    public Money? In(Tier tier) => Of(tier)?.Amount;
}

/// <summary>What a row gives in one tier. The notice often states the high tier in another place.</summary>
/// <param name="Remains">What the person still pays, where the notice states that too. It is checked and never used in a
/// calculation.</param>
public sealed record SubsidyAmount(Money Amount, Citation Source, Money? Remains = null, Citation? RemainsSource = null);

/// <summary>Where the notice says which identity counts. The rules are the same for all (G3); null parts are not stated.</summary>
/// <param name="Several">就高: of several identities the one worth most.</param>
/// <param name="AfterPayment">What changes after the payment changes nothing.</param>
/// <param name="Ended">An identity that has ended subsidises nothing that is paid from then on.</param>
public sealed record IdentityRules(Citation? Several, Citation? AfterPayment, Citation? Ended);

/// <summary>A person who holds one of the categories holds the implied one too.</summary>
public sealed record Implication(IReadOnlyList<string> Categories, string Implied, Citation Source);

/// <summary>A rule for the holders of some categories.</summary>
public sealed record CategoryRule(IReadOnlyList<string> Categories, Citation Source);

/// <summary>A circumstance that replaces waiting by the day after payment.</summary>
/// <param name="Days">Counted from the event; null where the right counts months or has no limit.</param>
public sealed record SpecialRight(
    string Kind, int? Days, int? Months, bool Family, DateOnly Until, Citation UntilSource, Citation Source);

/// <summary>What a notice orders for university students beyond their contribution; absent parts mean "as anyone".</summary>
public sealed record StudentRules
{
    /// <summary>Set where students never bear the fiscal share.</summary>
    public Citation? NeverBearFiscalShare { get; init; }

    /// <summary>Their central period begins on this day, earlier than the residents'.</summary>
    public DatedRule? CentralFrom { get; init; }

    /// <summary>Freshmen who pay in the central period are covered from the day after payment.</summary>
    public Citation? FreshmenNextDay { get; init; }

    /// <summary>A student who has paid with the academic year owes nothing and is covered for this period.</summary>
    public CoveredYear? AcademicYear { get; init; }

    /// <summary>Cover of those who pay in the central period begins on this day.</summary>
    public DatedRule? CoverFrom { get; init; }

    public DatedRule? LastDay { get; init; }

    public DatedRule? GraduatingLastDay { get; init; }

    /// <summary>The whole contribution is subsidised, by this payer.</summary>
    public StudentSubsidy? WholeSubsidy { get; init; }
}

/// <summary>A period that a rule fixes, both ends inclusive.</summary>
public sealed record CoveredYear(DateOnly From, DateOnly To, Citation Source);

/// <summary>What the treasury pays for every student.</summary>
public sealed record StudentSubsidy(string Payer, Citation PayerSource, Citation Source)
{
    /// <summary>The category of a subsidy that a student has as a student.</summary>
    public const string Category = "university-student";
}

/// <summary>新生儿: paid within so many days of birth, cover runs from birth.</summary>
/// <param name="Dependant">Set where a newborn that is not enrolled by itself is covered with its guardian.</param>
public sealed record NewbornRule(int Days, Citation? Dependant, Citation Source);

/// <summary>断保: additional waiting for missed years.</summary>
/// <param name="CountFrom">Only years from this one on count as missed; null: all.</param>
public sealed record BreakRule(int BaseMonths, int MonthsPerYear, int? CountFrom, Citation Source);

/// <summary>A department that certifies or pays.</summary>
/// <param name="English">Its name in English sentences. The translation is ours, not the notice's.</param>
public sealed record Department(string Key, string Name, string English, Citation Source);

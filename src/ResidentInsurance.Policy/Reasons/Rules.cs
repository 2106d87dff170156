using System.Collections.Frozen;

namespace ResidentInsurance.Policy;

/// <summary>The ids of the rules that reasons name. They are stored with decisions and stay for ever; each has its
/// sentences in <c>Texts.resx</c> under <c>Reason_</c> and its id.</summary>
public static class Rules
{
    public const string Contribution = "contribution";
    public const string AcademicYearPaid = "academic-year-paid";
    public const string FiscalShareBorne = "fiscal-share-borne";
    public const string FiscalShareSpared = "fiscal-share-spared";
    public const string Subsidy = "subsidy";
    public const string SubsidyCapped = "subsidy-capped";
    public const string SubsidyEnded = "subsidy-ended";
    public const string SubsidyNotInTier = "subsidy-not-in-tier";
    public const string StudentSubsidy = "student-subsidy";
    public const string SubsidyPayer = "subsidy-payer";
    public const string HighestIdentity = "highest-identity";
    public const string FiscalShareSubsidised = "fiscal-share-subsidised";
    public const string Newborn = "newborn";
    public const string WithGuardian = "with-guardian";
    public const string YearStart = "year-start";
    public const string FullYear = "full-year";
    public const string SpecialRight = "special-right";
    public const string WaitingExempt = "waiting-exempt";
    public const string NextMonth = "next-month";
    public const string WaitingDays = "waiting-days";
    public const string WaitingMonths = "waiting-months";
    public const string Freshman = "freshman";
    public const string AcademicYearStart = "academic-year-start";
    public const string Break = "break";
    public const string LastCoveredUnknown = "last-covered-unknown";
    public const string NotBeforeBirth = "not-before-birth";
    public const string LastDay = "last-day";
    public const string AcademicYearEnd = "academic-year-end";
    public const string GraduationExtension = "graduation-extension";
    public const string TierUnknown = "tier-unknown";
    public const string BornLater = "born-later";
    public const string NotOpenYet = "not-open-yet";
    public const string Closed = "closed";
    public const string WaitingOutlasts = "waiting-outlasts";

    private static readonly FrozenDictionary<string, string> Explanations = new Dictionary<string, string>
    {
        [Contribution] = "contribution",
        [AcademicYearPaid] = "contribution",
        [FiscalShareBorne] = "fiscalShareBorne",
        [FiscalShareSpared] = "fiscalShareBorne",
        [Subsidy] = "subsidy",
        [SubsidyCapped] = "subsidy",
        [SubsidyEnded] = "subsidy",
        [SubsidyNotInTier] = "subsidy",
        [StudentSubsidy] = "subsidy",
        [SubsidyPayer] = "subsidy",
        [HighestIdentity] = "subsidyCategory",
        [FiscalShareSubsidised] = "fiscalShareSubsidised",
        [Newborn] = "coverage.from",
        [WithGuardian] = "coverage.from",
        [YearStart] = "coverage.from",
        [FullYear] = "coverage.from",
        [SpecialRight] = "coverage.from",
        [WaitingExempt] = "coverage.from",
        [NextMonth] = "coverage.from",
        [WaitingDays] = "coverage.from",
        [WaitingMonths] = "coverage.from",
        [Freshman] = "coverage.from",
        [AcademicYearStart] = "coverage.from",
        [Break] = "coverage.from",
        [LastCoveredUnknown] = "coverage.from",
        [NotBeforeBirth] = "coverage.from",
        [LastDay] = "coverage.to",
        [AcademicYearEnd] = "coverage.to",
        [GraduationExtension] = "coverage.to",
        [TierUnknown] = "rejection",
        [BornLater] = "rejection",
        [NotOpenYet] = "rejection",
        [Closed] = "rejection",
        [WaitingOutlasts] = "rejection",
    }.ToFrozenDictionary();

    /// <summary>All ids.</summary>
    public static IReadOnlyCollection<string> All => Explanations.Keys;

    /// <summary>The field of the answer that a rule explains; empty for a rule of a later release.</summary>
    public static string Explained(string rule) => Explanations.GetValueOrDefault(rule, "");
}

using System.Collections.Frozen;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>A checked policy pack, ready to answer: immutable, compiled once, safe to share between threads. Answers
/// are pure and total: every well-formed question has an answer, and no call throws.</summary>
public sealed class CompiledPack
{
    private readonly QuoteRules rules;
    private readonly FrozenDictionary<string, Department> departments;
    private readonly FrozenDictionary<string, SubsidyRow> rows;

    /// <param name="data">Checked: every reference and every sum in it is right.</param>
    internal CompiledPack(PackData data, string fingerprint, string? path)
    {
        Data = data;
        Fingerprint = fingerprint;
        Path = path;
        rules = new QuoteRules(data);
        departments = data.Departments.ToFrozenDictionary(department => department.Key);
        rows = data.Subsidies.ToFrozenDictionary(row => row.Category);
        Tiers = [.. data.Tiers.Select(tier => tier.Tier)];
    }

    /// <summary>The pack as its file says it.</summary>
    public PackData Data { get; }

    /// <summary>The file that it was read from; null for one that was read from text.</summary>
    public string? Path { get; }

    /// <summary>The same for every file that says the same; comments and layout are no part of it.</summary>
    public string Fingerprint { get; }

    public CampaignId Id => Data.Id;

    /// <summary>Decisions record it; a corrected pack has a higher one.</summary>
    public int Version => Data.Version;

    public CountyCode County => Data.County;

    public int Year => Data.Year;

    /// <summary>The campaign's Chinese name.</summary>
    public string Title => Data.Title;

    public string EnglishTitle => Data.EnglishTitle;

    /// <summary>The tiers that the notice knows, the cheapest first.</summary>
    public IReadOnlyList<Tier> Tiers { get; }

    public Annex Annex => Data.Annex;

    public Operations Operations => Data.Operations;

    /// <summary>Whether a certification that follows the payment within the central period gives money back (RZ5).</summary>
    public bool RefundsLateCertification => Data.LateCertificationRefund is not null;

    /// <summary>What the person owes and when cover starts, if the whole due is received on <paramref name="paidOn"/>
    /// (or the enrollment is declared on that day, where nothing is due).</summary>
    public Quote Quote(Tier tier, DateOnly paidOn, PersonFacts person) => rules.Quote(tier, paidOn, person);

    /// <summary>个人缴费标准 for the person on that day: a newborn is nobody's student, and a student who has
    /// paid with the academic year pays nothing. Zero for a tier that the campaign lacks.</summary>
    public Money Contribution(Tier tier, DateOnly on, PersonFacts person) => rules.Contribution(tier, on, person);

    /// <summary>集中参保期, both ends inclusive.</summary>
    public (DateOnly From, DateOnly To) CentralPeriod(PersonGroup group) => rules.CentralPeriod(group);

    /// <summary>What this identity alone would take off the contribution if the payment came on
    /// <paramref name="on"/>. It is capped at the contribution and counts what the identity implies, but none of the
    /// person's other identities. Zero where the identity is not active on that day.</summary>
    public Money SubsidyOf(Tier tier, DateOnly on, PersonFacts person, IdentityPeriod identity) =>
        rules.SubsidyOf(tier, on, person, identity);

    /// <summary>The cover of a newborn that nobody enrolled and whose guardian has paid for the birth year (LZ4), as
    /// the guardian's dependant; null where the notice provides for none.</summary>
    public CoveragePeriod? DependantCover(DateOnly birthDate) =>
        Data.Newborns?.Dependant is not null && birthDate.Year == Year
            ? new CoveragePeriod(birthDate, Data.LastDay.On)
            : null;

    /// <summary>What the cover brings (O8), in a fixed order. What the notice does not state is listed as not stated.</summary>
    /// <param name="on">The day that decides whether the person is a minor and which identities count.</param>
    public IReadOnlyList<Entitlement> EntitlementsOf(Tier tier, PersonFacts person, DateOnly on) => Entitlements.Of(
        Data.Benefits, tier, person.BirthDate, on,
        [.. person.Identities.Where(identity => identity.IsActive(on)).Select(identity => identity.Category)]);

    /// <summary>The department that certifies a category here, cited where the notice says that it does; null where it
    /// has no subsidy.</summary>
    public Department? Certifier(string category) =>
        rows.TryGetValue(category, out var row) ? departments[row.Certifier] with { Source = row.CertifierSource } : null;

    /// <summary>Who pays the subsidy of a category, <c>university-student</c> included, cited where the notice says so;
    /// null where nobody does.</summary>
    public Department? Payer(string category) =>
        rows.TryGetValue(category, out var row) ? departments[row.Payer] with { Source = row.PayerSource }
        : category == StudentSubsidy.Category && Data.Students.WholeSubsidy is { } whole
            ? departments[whole.Payer] with { Source = whole.PayerSource }
        : null;
}

using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JasperFx.Core;
using JasperFx.Events;
using Marten.Events.Aggregation;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

// Facts. An identity belongs to the person, everything else to a campaign; registration is the county's.

/// <summary>A row of the household register. Delivery and line order rows that have no date of their own.</summary>
/// <param name="VillageGroup">组.</param>
/// <param name="Household">户号.</param>
/// <param name="Relation">与户主关系.</param>
public sealed record ResidentRegistered(
    VillageCode Village, string? VillageGroup, string? Household, string? Relation, DateOnly BirthDate, PersonGroup Group, StudentMark? StudentMark, int? LastCoveredYear,
    string? Circumstance, DateOnly? CircumstanceOn, ResidentKey? Guardian, long Delivery, int Line);

/// <summary>A department's certification, as of the given version of its record's stream.</summary>
public sealed record IdentityRecorded(
    string Record, long RecordVersion, string Category, string Department, DateOnly From, DateOnly? To);

/// <summary>A row identity of the tax feed, as of the given version of its stream. Contents are those of this
/// person; a row that is conflicting has others too, perhaps of other persons.</summary>
public sealed record PaymentRecorded(
    CampaignId Campaign, string Receipt, int Line, PaymentRowKind Kind, long RowVersion, bool Conflicting,
    ImmutableArray<RecordedPayment> Contents)
{
    [JsonIgnore]
    public PaymentRowId Id => new(Receipt, Line, Kind);
}

/// <summary>One content of a row that concerns this person.</summary>
public sealed record RecordedPayment(Tier? Tier, Money Amount, DateTime PaidAt, bool Personal, string? OriginalReceipt);

public sealed record EnrollmentDeclared(CampaignId Campaign, Tier Tier, DateOnly On);

public sealed record WithdrawalRequested(CampaignId Campaign, WithdrawalReason Reason, DateOnly On);

/// <summary>What an operator refunds for a certification that came between payment and the first day of cover, of which the
/// notice does not speak (RZ5); zero is a decision too. Of several about one certification the latest counts.</summary>
public sealed record WaitingCertificationDecided(
    CampaignId Campaign, string Category, DateOnly From, Money Refund, DateTimeOffset DecidedAt);

// Decisions: what the facts came to. The decision number rises by one each time, over all three kinds of coverage.

public sealed record CoverageGranted(
    CampaignId Campaign, int Decision, int PackVersion, Cover Cover, ImmutableArray<Reason> Reasons);

public sealed record CoverageRevised(
    CampaignId Campaign, int Decision, int PackVersion, Cover Before, Cover Cover, ImmutableArray<Reason> Reasons);

/// <summary>Cover ended as if it had not been: by a withdrawal before its first day, or because what it rested on
/// (<paramref name="Cause"/>: the fact's event name) no longer holds.</summary>
public sealed record CoverageWithdrawn(CampaignId Campaign, int Decision, int PackVersion, Cover Before, string Cause);

/// <summary>What is to be refunded: the present total by reason, empty where nothing is.</summary>
public sealed record RefundDueChanged(CampaignId Campaign, int PackVersion, ImmutableSortedDictionary<string, Money> ByReason);

/// <summary>What a person has to look at, as codes; the present set.</summary>
public sealed record ExceptionsChanged(CampaignId Campaign, int PackVersion, ImmutableSortedSet<string> Codes);

/// <summary>A resident in a county: the facts that arrived and the last decision of each campaign.</summary>
/// <param name="Id">Its stream.</param>
public sealed record Resident(
    string Id,
    ResidentRegistered? Registration,
    ImmutableDictionary<string, IdentityRecorded> Identities,
    ImmutableDictionary<CampaignId, CampaignFile> Campaigns)
{
    public const string StreamType = "resident";

    /// <summary>Somebody of whom nothing is known.</summary>
    public static Resident Unknown(string stream) => new(
        stream, null, ImmutableDictionary<string, IdentityRecorded>.Empty, ImmutableDictionary<CampaignId, CampaignFile>.Empty);

    public static string Stream(ResidentKey key) => "resident-" + key.Value;

    public static bool IsStream(string stream) => stream.StartsWith("resident-", StringComparison.Ordinal);

    public static ResidentKey KeyOf(string stream) => ResidentKey.Parse(stream["resident-".Length..]);

    public CampaignFile File(CampaignId campaign) => Campaigns.GetValueOrDefault(campaign, CampaignFile.Empty);

    public static Resident Of(StreamSlice stream) => stream.Fold(Unknown(stream.Id), Evolve);

    [JasperFxIgnore] // Marten would take it for a fold of its own; ResidentAggregate is that
    public static Resident Evolve(Resident resident, object @event) => @event switch
    {
        ResidentRegistered e => resident with { Registration = e },
        IdentityRecorded e => resident with { Identities = resident.Identities.SetItem(e.Record, e) },
        PaymentRecorded e => resident.With(e.Campaign, file => file with
        {
            Payments = file.Payments.SetItem(e.Id, e),
        }),
        EnrollmentDeclared e => resident.With(e.Campaign, file => file with { Declarations = file.Declarations.Add(e) }),
        WithdrawalRequested e => resident.With(e.Campaign, file => file with { Withdrawals = file.Withdrawals.Add(e) }),
        WaitingCertificationDecided e => resident.With(e.Campaign, file => file with
        {
            WaitingDecisions = file.WaitingDecisions.Add(e),
        }),
        CoverageGranted e => resident.Decided(e.Campaign, e.Decision, e.PackVersion, e.Cover),
        CoverageRevised e => resident.Decided(e.Campaign, e.Decision, e.PackVersion, e.Cover),
        CoverageWithdrawn e => resident.Decided(e.Campaign, e.Decision, e.PackVersion, null),
        RefundDueChanged e => resident.With(e.Campaign, file => file with
        {
            RefundByReason = e.ByReason,
            PackVersion = e.PackVersion,
        }),
        ExceptionsChanged e => resident.With(e.Campaign, file => file with
        {
            Exceptions = e.Codes,
            PackVersion = e.PackVersion,
        }),
        _ => throw new ArgumentException($"A resident has no event {@event.GetType().Name}.", nameof(@event)),
    };

    private Resident With(CampaignId campaign, Func<CampaignFile, CampaignFile> change) =>
        this with { Campaigns = Campaigns.SetItem(campaign, change(File(campaign))) };

    private Resident Decided(CampaignId campaign, int decision, int packVersion, Cover? cover) =>
        With(campaign, file => file with { Decision = decision, PackVersion = packVersion, Cover = cover });
}

/// <summary>How Marten folds a resident's stream.</summary>
public sealed partial class ResidentAggregate : SingleStreamProjection<Resident, string>
{
    public override Resident Evolve(Resident? snapshot, string id, IEvent e) =>
        Resident.Evolve(snapshot ?? Resident.Unknown(id), e.Data);
}

/// <summary>What a campaign knows of one person: facts, then the last decision.</summary>
/// <param name="PackVersion">The pack's version of the first decision, which decides the later ones too; null before.</param>
public sealed record CampaignFile(
    ImmutableDictionary<PaymentRowId, PaymentRecorded> Payments,
    ImmutableHashSet<EnrollmentDeclared> Declarations,
    ImmutableHashSet<WithdrawalRequested> Withdrawals,
    ImmutableHashSet<WaitingCertificationDecided> WaitingDecisions,
    int Decision,
    int? PackVersion,
    Cover? Cover,
    ImmutableSortedDictionary<string, Money> RefundByReason,
    ImmutableSortedSet<string> Exceptions)
{
    /// <summary>The first day of death that somebody reported; null for the living.</summary>
    public DateOnly? DiedOn => Withdrawals.Where(withdrawal => withdrawal.Reason == WithdrawalReason.Death)
        .Select(withdrawal => (DateOnly?)withdrawal.On).Min();

    public static readonly CampaignFile Empty = new(
        ImmutableDictionary<PaymentRowId, PaymentRecorded>.Empty, [], [], [], 0, null, null, Ordinal.NoMoney, Ordinal.NoCodes);
}

/// <summary>税票号码 + 明细序号 + 业务类型: what names a row of the tax feed.</summary>
public readonly record struct PaymentRowId(string Receipt, int Line, PaymentRowKind Kind);

/// <summary>Codes are sorted by ordinal, on every machine alike.</summary>
public static class Ordinal
{
    public static readonly ImmutableSortedDictionary<string, Money> NoMoney =
        ImmutableSortedDictionary.Create<string, Money>(StringComparer.Ordinal);

    public static readonly ImmutableSortedSet<string> NoCodes = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
}

using System.Collections.Immutable;
using ResidentInsurance.Contracts;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

/// <summary>Takes facts about one resident and decides cover. Pure: the same facts in any order and any number come to
/// the same state; a fact that is known yields no event.</summary>
public static class ResidentDecider
{
    /// <summary>The pack that decides: of the given version, or the present one where null.</summary>
    public delegate CompiledPack PackOf(CampaignId campaign, int? version);

    /// <summary>The events that follow from the facts: each new fact, then for each campaign that they touch what changed
    /// of its decision.</summary>
    public static IReadOnlyList<object> Record(Resident resident, IEnumerable<object> facts, PackOf packOf)
    {
        var events = new List<object>();
        var touched = new HashSet<CampaignId>();
        foreach (var fact in facts)
        {
            if (IsKnown(resident, fact))
            {
                continue;
            }

            events.Add(fact);
            resident = Resident.Evolve(resident, fact);
            if (CampaignOf(fact) is { } campaign)
            {
                touched.Add(campaign);
            }
            else
            {
                touched.UnionWith(resident.Campaigns.Keys);
            }
        }

        foreach (var campaign in touched.OrderBy(campaign => campaign.Value, StringComparer.Ordinal))
        {
            var file = resident.File(campaign);
            var pack = packOf(campaign, file.PackVersion);
            events.AddRange(Decisions(campaign, file, Outcome.Of(resident, file, pack), pack.Version, CauseOf(events)));
        }

        return events;
    }

    private static bool IsKnown(Resident resident, object fact) => fact switch
    {
        // A newer row that says the same is recorded too: one in between, coming late, must find that it was overruled. And
        // name and telephone, which no event holds, may differ.
        ResidentRegistered e => resident.Registration is { } known && (e.Delivery, e.Line).CompareTo((known.Delivery, known.Line)) <= 0,
        IdentityRecorded e => resident.Identities.TryGetValue(e.Record, out var known) && known.RecordVersion >= e.RecordVersion,
        PaymentRecorded e => resident.File(e.Campaign).Payments.TryGetValue(e.Id, out var known) && known.RowVersion >= e.RowVersion,
        EnrollmentDeclared e => resident.File(e.Campaign).Declarations.Contains(e),
        WithdrawalRequested e => resident.File(e.Campaign).Withdrawals.Contains(e),
        WaitingCertificationDecided e => resident.File(e.Campaign).WaitingDecisions.Contains(e),
        _ => throw new ArgumentException($"{fact.GetType().Name} is no fact of a resident.", nameof(fact)),
    };

    private static CampaignId? CampaignOf(object fact) => fact switch
    {
        PaymentRecorded e => e.Campaign,
        EnrollmentDeclared e => e.Campaign,
        WithdrawalRequested e => e.Campaign,
        WaitingCertificationDecided e => e.Campaign,
        _ => null,
    };

    private static string CauseOf(List<object> facts) => facts is [.., { } last] ? last.GetType().Name : "";

    private static IEnumerable<object> Decisions(
        CampaignId campaign, CampaignFile file, Outcome outcome, int packVersion, string cause)
    {
        switch (file.Cover, outcome.Cover)
        {
            case (null, { } now):
                yield return new CoverageGranted(campaign, file.Decision + 1, packVersion, now, outcome.Reasons);
                break;
            case ({ } before, { } now) when before != now:
                yield return new CoverageRevised(campaign, file.Decision + 1, packVersion, before, now, outcome.Reasons);
                break;
            case ({ } before, null):
                yield return new CoverageWithdrawn(campaign, file.Decision + 1, packVersion, before, cause);
                break;
            default:
                break;
        }

        if (!file.RefundByReason.SequenceEqual(outcome.RefundByReason))
        {
            yield return new RefundDueChanged(campaign, packVersion, outcome.RefundByReason);
        }

        if (!file.Exceptions.SetEquals(outcome.Exceptions))
        {
            yield return new ExceptionsChanged(campaign, packVersion, outcome.Exceptions);
        }
    }
}

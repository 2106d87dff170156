using JasperFx.Events;
using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.Enrollment;

/// <summary>From stored events to public messages.</summary>
public static class EnrollmentMessages
{
    public static FeedItem Publish(IEvent stored) => stored.Data switch
    {
        CoverageGranted e => Item(stored, EnrollmentItems.CoverageGranted,
            State(stored, e.Campaign, e.Decision, e.PackVersion, e.Cover, enrolled: true)),
        CoverageRevised e => Item(stored, EnrollmentItems.CoverageRevised,
            State(stored, e.Campaign, e.Decision, e.PackVersion, e.Cover, enrolled: true)),
        CoverageWithdrawn e => Item(stored, EnrollmentItems.CoverageWithdrawn,
            State(stored, e.Campaign, e.Decision, e.PackVersion, e.Before, enrolled: false)),
        RefundDueChanged e => Item(stored, EnrollmentItems.RefundDueChanged, new RefundDue(
            Resident.KeyOf(stored.StreamKey!), e.Campaign, new Money(e.ByReason.Values.Sum(amount => amount.Fen)), e.ByReason)),
        ExceptionsChanged e => Item(stored, EnrollmentItems.PaymentUnmatched, new PaymentUnmatched(
            Resident.KeyOf(stored.StreamKey!), e.Campaign, e.Codes.Contains(ExceptionCodes.UnknownPerson))),
        _ => throw new ArgumentException($"{stored.Data.GetType().Name} is internal.", nameof(stored)),
    };

    private static FeedItem Item<T>(IEvent stored, string type, T body) => new(
        stored.Id, stored.StreamKey!, stored.Version, stored.Timestamp, type, JsonSerializer.SerializeToElement(body, ContractJson.Options));

    private static CoverageState State(
        IEvent stored, CampaignId campaign, int decision, int packVersion, Cover cover, bool enrolled) =>
        new(Resident.KeyOf(stored.StreamKey!), campaign, decision, enrolled, cover, packVersion);
}

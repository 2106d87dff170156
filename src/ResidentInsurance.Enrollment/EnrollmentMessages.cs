using JasperFx.Events;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using Public = ResidentInsurance.Contracts;

namespace ResidentInsurance.Enrollment;

/// <summary>From stored events to public ones. What is stored tells what changed and why, what is public how it is now.</summary>
public static class EnrollmentMessages
{
    public static FeedItem Publish(IEvent stored)
    {
        var resident = Resident.KeyOf(stored.StreamKey!);
        return FeedItems.Of(stored, stored.Data switch
        {
            CoverageGranted e => new Public.CoverageGranted(resident, e.Campaign, e.Decision, e.Cover, e.PackVersion),
            CoverageRevised e => new Public.CoverageRevised(resident, e.Campaign, e.Decision, e.Cover, e.PackVersion),
            CoverageWithdrawn e => new Public.CoverageWithdrawn(resident, e.Campaign, e.Decision, e.Before, e.PackVersion),
            RefundDueChanged e => new Public.RefundDueChanged(
                resident, e.Campaign, new Money(e.ByReason.Values.Sum(amount => amount.Fen)), e.ByReason),
            ExceptionsChanged e => new PaymentUnmatched(resident, e.Campaign, e.Codes.Contains(ExceptionCodes.UnknownPerson)),
            _ => throw new ArgumentException($"{stored.Data.GetType().Name} is internal.", nameof(stored)),
        });
    }
}

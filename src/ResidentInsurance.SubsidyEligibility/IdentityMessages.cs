using JasperFx.Events;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.SubsidyEligibility;

/// <summary>From stored events to public ones: each tells the whole certification.</summary>
public static class IdentityMessages
{
    public static FeedItem? Publish(IEvent stored) => stored.Data is IIdentityEvent e
        ? FeedItems.Of(stored, new IdentityChanged(e.Resident, e.Category, e.Department, e.From, e.To))
        : null;
}

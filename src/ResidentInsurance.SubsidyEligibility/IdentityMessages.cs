using JasperFx.Events;
using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.SubsidyEligibility;

/// <summary>From stored events to public messages: each tells the whole certification.</summary>
public static class IdentityMessages
{
    public static FeedItem? Publish(IEvent stored) => stored.Data is IIdentityEvent e
        ? new FeedItem(stored.Id, stored.StreamKey!, stored.Version, stored.Timestamp, IdentityItems.Changed, JsonSerializer.SerializeToElement(
            new IdentityRecord(e.Resident, e.Category, e.Department, e.From, e.To), ContractJson.Options))
        : null;
}

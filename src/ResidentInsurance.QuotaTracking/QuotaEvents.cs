using JasperFx.Events;
using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.QuotaTracking;

/// <summary>The stored names of QuotaTracking's events, and what others hear of them.</summary>
public static class QuotaEvents
{
    public const string Moved = "enrollments_moved";

    public static EventTypes Types { get; } = new EventTypes()
        .Add<VillageTaskAssigned>("village_task_assigned")
        .AddInternal<VillageRemoved>("village_removed")
        .AddInternal<EnrollmentsMoved>(Moved);

    public static FeedItem? Publish(IEvent stored) => stored.Data is VillageTaskAssigned assigned
        ? new FeedItem(stored.Id, stored.StreamKey!, stored.Version, stored.Timestamp, VillageItems.TaskAssigned,
            JsonSerializer.SerializeToElement(assigned.Task, ContractJson.Options))
        : null;
}

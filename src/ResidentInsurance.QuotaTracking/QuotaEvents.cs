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
        .Add<VillageRemoved>("village_removed")
        .AddInternal<EnrollmentsMoved>(Moved);

    public static FeedItem? Publish(IEvent stored) => stored.Data switch
    {
        VillageTaskAssigned e => Item(stored, VillageItems.TaskAssigned, e.Task),
        VillageRemoved e => Item(stored, VillageItems.Removed, e.Task),
        _ => null,
    };

    private static FeedItem Item(IEvent stored, string type, VillageTask task) => new(
        stored.Id, stored.StreamKey!, stored.Version, stored.Timestamp, type, JsonSerializer.SerializeToElement(task, ContractJson.Options));
}

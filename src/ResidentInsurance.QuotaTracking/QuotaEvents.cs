using JasperFx.Events;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using Public = ResidentInsurance.Contracts;

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
        VillageTaskAssigned { Task: var task } => FeedItems.Of(stored, new Public.VillageTaskAssigned(
            task.Campaign, task.Village, task.Township, task.Name, task.Population, task.Task, task.Position)),
        VillageRemoved { Task: var task } => FeedItems.Of(stored, new Public.VillageRemoved(task.Campaign, task.Village)),
        _ => null,
    };
}

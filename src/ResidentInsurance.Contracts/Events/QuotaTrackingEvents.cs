namespace ResidentInsurance.Contracts;

/// <summary>Something of one village in one campaign: what quota-tracking's events say.</summary>
public interface IVillageEvent : IPublicEvent
{
    /// <summary>The campaign in whose annex the village stands.</summary>
    CampaignId Campaign { get; }

    /// <summary>The village's code in it.</summary>
    VillageCode Village { get; }
}

/// <summary>A village has this place in a campaign's annex and this task.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Village">The village's code in it.</param>
/// <param name="Township">乡镇, its name.</param>
/// <param name="Name">村/社区, its name.</param>
/// <param name="Population">户籍人口, persons; null where the annex does not state it.</param>
/// <param name="Task">任务数: how many persons shall enroll.</param>
/// <param name="Position">Its place in the annex, from 1.</param>
public sealed record VillageTaskAssigned(
    CampaignId Campaign, VillageCode Village, string Township, string Name, int? Population, int Task, int Position) : IVillageEvent;

/// <summary>A village is no longer in a campaign's annex: it was entered by mistake.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Village">The village's code in it.</param>
public sealed record VillageRemoved(CampaignId Campaign, VillageCode Village) : IVillageEvent;

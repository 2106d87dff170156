using ResidentInsurance.Contracts;

namespace ResidentInsurance.QuotaTracking;

/// <summary>A village's place in a campaign's annex and its task.</summary>
/// <param name="Population">户籍人口; null where the annex does not state it.</param>
public sealed record VillageTask(
    CampaignId Campaign, VillageCode Village, string Township, string Name, int? Population, int Task, int Position);

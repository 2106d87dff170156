namespace ResidentInsurance.Contracts;

/// <summary>How far a village is in a campaign: quota-tracking's answer, in the annex's order.</summary>
/// <param name="Population">Null where the annex does not state it.</param>
/// <param name="TaskRate">完成率 as <see cref="Contracts.TaskRate"/> prints it; null where the task is 0.</param>
/// <param name="Rank">1 + villages of the campaign with a greater rate; null where the task is 0.</param>
public sealed record VillageProgress(
    string Township, string Village, int? Population, int Task, int Enrolled, string? TaskRate, int? Rank);

/// <summary>A campaign as Enrollment lists it.</summary>
/// <param name="TaskRateThresholds">What <see cref="TaskRate"/> needs to print a rate of the campaign.</param>
public sealed record CampaignLine(
    CampaignId Id, CountyCode County, int Year, string Title, bool Open, IReadOnlyList<decimal> TaskRateThresholds);

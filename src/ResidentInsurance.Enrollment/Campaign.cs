using ResidentInsurance.Contracts;

namespace ResidentInsurance.Enrollment;

public sealed record CampaignOpened(CampaignId Campaign, int PackVersion);

public sealed record CampaignClosed(CampaignId Campaign);

/// <summary>A county's year of collection: open from the day its pack is deployed until an operator closes it.</summary>
public sealed record Campaign(bool IsOpen, int Openings)
{
    public const string StreamType = "campaign";

    public static readonly Campaign Planned = new(IsOpen: false, Openings: 0);

    public static string Stream(CampaignId id) => "campaign-" + id.Value;

    public static Campaign Fold(IEnumerable<object> events) => events.Aggregate(Planned, Evolve);

    public static Campaign Evolve(Campaign campaign, object @event) => @event switch
    {
        CampaignOpened => new Campaign(IsOpen: true, campaign.Openings + 1),
        CampaignClosed => campaign with { IsOpen = false },
        _ => throw new ArgumentException($"A campaign has no event {@event.GetType().Name}.", nameof(@event)),
    };

    /// <summary>At start a service opens what was never opened; a closed campaign stays closed.</summary>
    public static object? OpenFirst(Campaign campaign, CampaignId id, int packVersion) =>
        campaign.Openings == 0 ? new CampaignOpened(id, packVersion) : null;

    public static object? Open(Campaign campaign, CampaignId id, int packVersion) =>
        campaign.IsOpen ? null : new CampaignOpened(id, packVersion);

    public static object? Close(Campaign campaign, CampaignId id) => campaign.IsOpen ? new CampaignClosed(id) : null;
}

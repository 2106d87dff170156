using JasperFx.Core;
using JasperFx.Events;
using Marten.Events.Aggregation;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Enrollment;

public sealed record CampaignOpened(CampaignId Campaign, int PackVersion);

public sealed record CampaignClosed(CampaignId Campaign);

/// <summary>A county's year of collection: open from the day its pack is deployed until an operator closes it.</summary>
/// <param name="Id">Its stream.</param>
public sealed record Campaign(string Id, bool IsOpen, int Openings)
{
    public static string Stream(CampaignId id) => "campaign-" + id.Value;

    /// <summary>A campaign that nobody has opened yet.</summary>
    public static Campaign Planned(string stream) => new(stream, IsOpen: false, Openings: 0);

    [JasperFxIgnore] // Marten would take it for a fold of its own; CampaignAggregate is that
    public static Campaign Evolve(Campaign campaign, object @event) => @event switch
    {
        CampaignOpened => campaign with { IsOpen = true, Openings = campaign.Openings + 1 },
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

/// <summary>How Marten folds a campaign's stream.</summary>
public sealed partial class CampaignAggregate : SingleStreamProjection<Campaign, string>
{
    public override Campaign Evolve(Campaign? snapshot, string id, IEvent e) =>
        Campaign.Evolve(snapshot ?? Campaign.Planned(id), e.Data);
}

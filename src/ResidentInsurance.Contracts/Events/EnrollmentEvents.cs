using System.Text.Json.Serialization;

namespace ResidentInsurance.Contracts;

/// <summary>One person's enrollment in one campaign, whole: what each decision of cover says.</summary>
public interface ICoverageEvent : IPublicEvent
{
    /// <summary>The person.</summary>
    ResidentKey Resident { get; }

    /// <summary>The campaign that was decided.</summary>
    CampaignId Campaign { get; }

    /// <summary>Rises by one with each decision of the person in the campaign.</summary>
    int Decision { get; }

    /// <summary>Whether the person is enrolled now; the event's name says it.</summary>
    bool Enrolled { get; }

    /// <summary>The enrollment in force, or where none is, the last that was.</summary>
    Cover Cover { get; }

    /// <summary>The version of the campaign's policy pack that decided.</summary>
    int PackVersion { get; }
}

/// <summary>A person who was not enrolled is enrolled now.</summary>
/// <param name="Resident">The person.</param>
/// <param name="Campaign">The campaign that was decided.</param>
/// <param name="Decision">Rises by one with each decision of the person in the campaign.</param>
/// <param name="Cover">The enrollment in force.</param>
/// <param name="PackVersion">The version of the campaign's policy pack that decided.</param>
public sealed record CoverageGranted(
    ResidentKey Resident, CampaignId Campaign, int Decision, Cover Cover, int PackVersion) : ICoverageEvent
{
    [JsonIgnore]
    public bool Enrolled => true;
}

/// <summary>A person is enrolled as before, and a figure of the cover is another.</summary>
/// <param name="Resident">The person.</param>
/// <param name="Campaign">The campaign that was decided.</param>
/// <param name="Decision">Rises by one with each decision of the person in the campaign.</param>
/// <param name="Cover">The enrollment in force, as it is now.</param>
/// <param name="PackVersion">The version of the campaign's policy pack that decided.</param>
public sealed record CoverageRevised(
    ResidentKey Resident, CampaignId Campaign, int Decision, Cover Cover, int PackVersion) : ICoverageEvent
{
    [JsonIgnore]
    public bool Enrolled => true;
}

/// <summary>A person is not enrolled any more, as if it had not been.</summary>
/// <param name="Resident">The person.</param>
/// <param name="Campaign">The campaign that was decided.</param>
/// <param name="Decision">Rises by one with each decision of the person in the campaign.</param>
/// <param name="Cover">The last enrollment that was in force.</param>
/// <param name="PackVersion">The version of the campaign's policy pack that decided.</param>
public sealed record CoverageWithdrawn(
    ResidentKey Resident, CampaignId Campaign, int Decision, Cover Cover, int PackVersion) : ICoverageEvent
{
    [JsonIgnore]
    public bool Enrolled => false;
}

/// <summary>What is to be refunded to a person in a campaign is another amount than before.</summary>
/// <param name="Resident">The person.</param>
/// <param name="Campaign">The campaign whose payments are refunded.</param>
/// <param name="Total">Yuan, of all reasons; zero where nothing is to be refunded any more.</param>
/// <param name="ByReason">Yuan by reason, codes of <see cref="ExceptionCodes"/>; what was sent back already is taken off.</param>
public sealed record RefundDueChanged(
    ResidentKey Resident, CampaignId Campaign, Money Total, IReadOnlyDictionary<string, Money> ByReason) : IPublicEvent;

/// <summary>Whether payments of somebody in a campaign have no registered person to count for.</summary>
/// <param name="Resident">Whom the payments are for.</param>
/// <param name="Campaign">The campaign that they are for.</param>
/// <param name="Open">True while nobody is registered under the number, false once somebody is.</param>
public sealed record PaymentUnmatched(ResidentKey Resident, CampaignId Campaign, bool Open) : IPublicEvent;

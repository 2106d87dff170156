using System.Text.Json;

namespace ResidentInsurance.Contracts;

/// <summary>What a service publishes of its event feed. A page is transport only: its boundaries mean nothing and
/// differ when it is sent again.</summary>
/// <param name="County">The county whose feed it is.</param>
/// <param name="Source">The publishing service, one of <see cref="ServiceNames"/>.</param>
/// <param name="After">The feed position before the page, exclusive.</param>
/// <param name="UpTo">The feed position that the page reaches, inclusive; positions without an item were looked at.</param>
/// <param name="Items">In the feed's order; may be empty.</param>
public sealed record FeedPage(CountyCode County, string Source, long After, long UpTo, IReadOnlyList<FeedItem> Items);

/// <summary>One public event. Its body stays unread until its consumer knows that it wants it, so that one
/// unreadable item costs one item.</summary>
/// <param name="EventId">The event that it tells of.</param>
/// <param name="Stream">The source's stream.</param>
/// <param name="Version">That stream's version; equal or older ones than a consumer has seen are ignored.</param>
/// <param name="RecordedAt">When the source recorded the event.</param>
/// <param name="Name">The public event's name, as <c>PaymentReceived</c>; an unknown one is ignored.</param>
/// <param name="Body">The public event's JSON.</param>
public sealed record FeedItem(
    Guid EventId, string Stream, long Version, DateTimeOffset RecordedAt, string Name, JsonElement Body);

/// <summary>The services' names, which AppHost, queues, databases and endpoints use.</summary>
public static class ServiceNames
{
    public const string Enrollment = "enrollment";
    public const string SubsidyEligibility = "subsidy-eligibility";
    public const string PaymentIngestion = "payment-ingestion";
    public const string QuotaTracking = "quota-tracking";
    public const string Desk = "desk";

    /// <summary>Who consumes whose feed. Publishers and consumers both declare their queues from it.</summary>
    public static IReadOnlyList<(string Source, string Consumer)> Feeds { get; } =
    [
        (SubsidyEligibility, Enrollment),
        (PaymentIngestion, Enrollment),
        (QuotaTracking, Enrollment),
        (Enrollment, QuotaTracking),
        (Enrollment, PaymentIngestion),
        (Enrollment, SubsidyEligibility),
    ];
}

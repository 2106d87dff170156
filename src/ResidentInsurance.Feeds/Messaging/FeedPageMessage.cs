using MassTransit;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Feeds;

/// <summary><see cref="FeedPage"/> as the bus carries it: JSON that is read as it is in the broker's management page. The
/// name on the wire is explicit and versioned, and the contract itself knows nothing of MassTransit.</summary>
[MessageUrn("resident-insurance:feed-page:v3")]
internal sealed record FeedPageMessage(CountyCode County, string Source, long After, long UpTo, IReadOnlyList<FeedItem> Items)
{
    public static FeedPageMessage Of(FeedPage page) => new(page.County, page.Source, page.After, page.UpTo, page.Items);

    public FeedPage ToPage() => new(County, Source, After, UpTo, Items);
}

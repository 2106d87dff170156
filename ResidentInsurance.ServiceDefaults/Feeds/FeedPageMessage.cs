using MassTransit;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.ServiceDefaults;

/// <summary><see cref="FeedPage"/> as the bus carries it. The name on the wire is explicit and versioned, and the
/// contract itself knows nothing of MassTransit.</summary>
[MessageUrn("resident-insurance:feed-page:v1")]
internal sealed record FeedPageMessage(
    CountyCode County, string Source, long After, long UpTo, IReadOnlyList<FeedItem> Items)
{
    public static FeedPageMessage Of(FeedPage page) => new(page.County, page.Source, page.After, page.UpTo, page.Items);

    public FeedPage ToPage() => new(County, Source, After, UpTo, Items);
}

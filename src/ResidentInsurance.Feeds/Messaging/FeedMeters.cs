using System.Diagnostics.Metrics;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>What goes out and comes in, by source and county.</summary>
internal static class FeedMeters
{
    private static readonly Meter Meter = new("ResidentInsurance.Feeds");

    private static readonly Counter<long> ItemsPublished =
        Meter.CreateCounter<long>("feed.items.published", "{item}", "Items published, also those sent again");

    private static readonly Counter<long> ItemsConsumed =
        Meter.CreateCounter<long>("feed.items.consumed", "{item}", "Items of pages that took effect");

    private static readonly Counter<long> PagesResent =
        Meter.CreateCounter<long>("feed.resends.asked", "{request}", "Times that a source was asked to send again");

    public static void Published(FeedPage page) => Count(ItemsPublished, page);

    public static void Consumed(FeedPage page) => Count(ItemsConsumed, page);

    public static void ResendAsked(string source, CountyCode county) =>
        PagesResent.Add(1, new("source", source), new("county", county.Value));

    private static void Count(Counter<long> counter, FeedPage page) =>
        counter.Add(page.Items.Count, new("source", page.Source), new("county", page.County.Value));
}

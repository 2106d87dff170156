using System.Diagnostics.Metrics;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Feeds;

/// <summary>What goes out and comes in, by source and county, counted where it happens.</summary>
internal static class FeedMeters
{
    public const string Name = "ResidentInsurance.Feeds";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> ItemsPublished = Meter.CreateCounter<long>(
        "resident_insurance.feed.items.published", "{item}", "Items published, also those sent again");

    private static readonly Counter<long> ItemsConsumed = Meter.CreateCounter<long>(
        "resident_insurance.feed.items.consumed", "{item}", "Items of pages that took effect");

    private static readonly Counter<long> PagesResent = Meter.CreateCounter<long>(
        "resident_insurance.feed.resends.asked", "{request}", "Times that a source was asked to send again");

    /// <summary>Begins every series at zero: a first increase that is also the first sample is seen by no rate.</summary>
    public static void Begin(FeedRegistration feeds, IEnumerable<CountyCode> counties)
    {
        foreach (var county in counties)
        {
            ItemsPublished.Add(0, new("source", feeds.Service), new("county", county.Value));
            foreach (var source in feeds.Sources)
            {
                ItemsConsumed.Add(0, new("source", source), new("county", county.Value));
                PagesResent.Add(0, new("source", source), new("county", county.Value));
            }
        }
    }

    public static void Published(FeedPage page) => Count(ItemsPublished, page);

    public static void Consumed(FeedPage page) => Count(ItemsConsumed, page);

    public static void ResendAsked(string source, CountyCode county) =>
        PagesResent.Add(1, new("source", source), new("county", county.Value));

    private static void Count(Counter<long> counter, FeedPage page) =>
        counter.Add(page.Items.Count, new("source", page.Source), new("county", page.County.Value));
}

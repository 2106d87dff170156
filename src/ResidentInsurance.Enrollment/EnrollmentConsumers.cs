using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.Enrollment;

/// <summary>Certifications from the departments' rosters.</summary>
public sealed class IdentityConsumer(ResidentFacts facts) : IFeedConsumer
{
    public Task HandleAsync(CountyDatabase database, FeedPage page, CancellationToken cancellationToken) =>
        FactPages.RecordAsync<IdentityChanged>(facts, database, page, (item, told) =>
        [
            (told.Resident, new IdentityRecorded(item.Stream, item.Version, told.Category, told.Department, told.From, told.To)),
        ], cancellationToken);
}

/// <summary>Rows of the tax feed.</summary>
public sealed class PaymentConsumer(ResidentFacts facts) : IFeedConsumer
{
    public Task HandleAsync(CountyDatabase database, FeedPage page, CancellationToken cancellationToken) =>
        FactPages.RecordAsync<IPaymentRow>(facts, database, page, (item, row) => FactsOf(row, item.Version), cancellationToken);

    // Everybody whom a content of the row names learns of it: also that it is another's, or that another was chosen.
    private static IEnumerable<(ResidentKey Resident, object Fact)> FactsOf(IPaymentRow row, long version) =>
        from content in row.Contents
        group content by (content.Resident, content.Campaign) into mine
        select (mine.Key.Resident, (object)new PaymentRecorded(
            mine.Key.Campaign, row.Receipt, row.Line, row.Kind, version, row.Contents.Count > 1 && row.Chosen is null,
            [.. mine.Where(content => row.Chosen is not { } chosen || content == row.Contents[chosen])
                .Select(content => new RecordedPayment(content.Tier, content.Amount, content.PaidAt, content.Personal, content.OriginalReceipt))]));
}

/// <summary>Villages that a task table brought, beyond the pack's annex, and those that were removed.</summary>
public sealed class VillageConsumer : IFeedConsumer
{
    public Task HandleAsync(CountyDatabase database, FeedPage page, CancellationToken cancellationToken) =>
        page.ApplyAsync<IVillageEvent>(
            database, village => $"{village.Campaign}/{village.Village}", Villages.Write, cancellationToken);
}

/// <summary>What the consumers of facts share.</summary>
internal static class FactPages
{
    /// <summary>Records the facts that the page's events tell of. What cannot be decided is poison alone.</summary>
    /// <param name="factsOf">The facts of an event, and whose they are.</param>
    public static Task RecordAsync<T>(
        ResidentFacts facts, CountyDatabase database, FeedPage page,
        Func<FeedItem, T, IEnumerable<(ResidentKey Resident, object Fact)>> factsOf, CancellationToken cancellation)
        where T : class, IPublicEvent
    {
        var reading = new PageReading(page);
        var items = new Dictionary<ResidentFact, FeedItem>(ReferenceEqualityComparer.Instance);
        foreach (var (item, told) in reading.All<T>())
        {
            var headers = new EventHeaders(
                page.Source, $"{page.Source}/{item.Stream}/{item.Version}", CausationId: item.EventId.ToString());
            foreach (var (resident, fact) in factsOf(item, told))
            {
                items.Add(new ResidentFact(resident, fact, headers), item);
            }
        }

        return facts.RecordAsync(database.Pages, [.. items.Keys], (work, failed) =>
            reading.Settle(work, failed.Select(failure => (items[failure.Key], failure.Value))), cancellation);
    }
}

using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Enrollment;

/// <summary>Certifications from the departments' rosters.</summary>
public sealed class IdentityConsumer(ResidentFacts facts) : IFeedConsumer
{
    public Task HandleAsync(CountyDatabase database, FeedPage page, CancellationToken cancellationToken)
    {
        var read = FeedItems.Read<IdentityRecord>(page, IdentityItems.Changed);
        return FactPages.RecordAsync(facts, database, page, read.Unreadable, read.Items.Select(item => (item.Item,
            item.Body.Resident,
            (object)new IdentityRecorded(item.Item.Stream, item.Item.Version, item.Body.Category, item.Body.Department,
                item.Body.From, item.Body.To))), cancellationToken);
    }
}

/// <summary>Rows of the tax feed.</summary>
public sealed class PaymentConsumer(ResidentFacts facts) : IFeedConsumer
{
    public Task HandleAsync(CountyDatabase database, FeedPage page, CancellationToken cancellationToken)
    {
        var read = FeedItems.Read<PaymentRow>(page, PaymentItems.Received, PaymentItems.Reversed, PaymentItems.Refunded);
        return FactPages.RecordAsync(facts, database, page, read.Unreadable, read.Items.SelectMany(item =>
            FactsOf(item.Body, item.Item.Version).Select(fact => (item.Item, fact.Resident, fact.Fact))), cancellationToken);
    }

    // Everybody whom a content of the row names learns of it: also that it is another's, or that another was chosen.
    private static IEnumerable<(ResidentKey Resident, object Fact)> FactsOf(PaymentRow row, long version) =>
        from content in row.Contents
        group content by (content.Resident, content.Campaign) into mine
        select (mine.Key.Resident, (object)new PaymentRecorded(
            mine.Key.Campaign, row.Receipt, row.Line, row.Kind, version, row.Contents.Count > 1 && row.Chosen is null,
            [.. mine.Where(content => row.Chosen is not { } chosen || content == row.Contents[chosen])
                .Select(content => new RecordedPayment(content.Tier, content.Amount, content.PaidAt, content.Personal, content.OriginalReceipt))]));
}

/// <summary>Villages that a task table brought, beyond the pack's annex.</summary>
public sealed class VillageConsumer : IFeedConsumer
{
    public Task HandleAsync(CountyDatabase database, FeedPage page, CancellationToken cancellationToken)
    {
        var read = FeedItems.Read<VillageTask>(page, VillageItems.TaskAssigned, VillageItems.Removed);
        return database.Pages.TransactAsync([], _ => [], work =>
        {
            // In key order, and of each village the newest of the page only: a statement may touch a row once.
            foreach (var item in read.Items.GroupBy(item => (item.Body.Campaign, item.Body.Village))
                .Select(group => group.MaxBy(item => item.Item.Version)!)
                .OrderBy(item => item.Body.Campaign.Value, StringComparer.Ordinal)
                .ThenBy(item => item.Body.Village.Value, StringComparer.Ordinal))
            {
                Villages.Write(work, item.Body, item.Item.Version, removed: item.Item.Type == VillageItems.Removed);
            }

            FactPages.Close(work, page, read.Unreadable);
        }, cancellationToken);
    }
}

/// <summary>What the consumers of facts share: one page, one transaction, poison by item.</summary>
internal static class FactPages
{
    public static Task RecordAsync(
        ResidentFacts facts, CountyDatabase database, FeedPage page, IReadOnlyList<UnreadableItem> unreadable,
        IEnumerable<(FeedItem Item, ResidentKey Resident, object Fact)> read, CancellationToken cancellation)
    {
        var items = new Dictionary<ResidentFact, FeedItem>(ReferenceEqualityComparer.Instance);
        foreach (var (item, resident, fact) in read)
        {
            items.Add(new ResidentFact(resident, fact, new EventHeaders(
                page.Source, $"{page.Source}/{item.Stream}/{item.Version}", CausationId: item.EventId.ToString())), item);
        }

        return facts.RecordAsync(database.Pages, [.. items.Keys], (work, failed) =>
        {
            foreach (var (fact, cause) in failed)
            {
                work.Poison(PoisonItem.From(page.Source, items[fact], cause));
            }

            Close(work, page, unreadable);
        }, cancellation);
    }

    public static void Close(TransactionWork work, FeedPage page, IReadOnlyList<UnreadableItem> unreadable)
    {
        foreach (var item in unreadable)
        {
            work.Poison(new PoisonItem(page.Source, item.Item, item.Cause));
        }

        work.AppliedRange(page.Source, page.After, page.UpTo);
    }
}

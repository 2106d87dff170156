using ResidentInsurance.Contracts;

namespace ResidentInsurance.Feeds;

/// <summary>A consumer's way through a page: it reads the items of the events that it wants, one by one, and settles the page in
/// one transaction: its effect, what was unreadable or undecidable as poison, and its range as applied.</summary>
public sealed class PageReading(FeedPage page)
{
    private readonly List<UnreadableItem> unreadable = [];

    /// <summary>All events that are a <typeparamref name="T"/> (<see cref="FeedItems.Read{T}"/>), in the page's order.</summary>
    public IReadOnlyList<ReadItem<T>> All<T>()
        where T : class, IPublicEvent
    {
        var read = FeedItems.Read<T>(page);
        unreadable.AddRange(read.Unreadable);
        return read.Items;
    }

    /// <summary>For states: of each key the newest of the page, as a statement may touch a row once; in the order of the
    /// keys, so that two pages that touch the same rows do not wait for each other in a circle.</summary>
    /// <param name="key">What the event is about, as <c>fengyan-2024/0123…</c>; all events of a key are of one stream.</param>
    public IReadOnlyList<ReadItem<T>> Newest<T>(Func<T, string> key)
        where T : class, IPublicEvent =>
    [
        .. All<T>().GroupBy(read => key(read.Body), (of, reads) => (Key: of, Newest: reads.MaxBy(read => read.Item.Version)!))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Newest),
    ];

    /// <summary>Lets the page take effect, with what <paramref name="effect"/> adds to the transaction.</summary>
    public Task ApplyAsync(CountyDatabase database, Action<TransactionWork> effect, CancellationToken cancellation) =>
        database.Pages.TransactAsync([], _ => [], work =>
        {
            effect(work);
            Settle(work);
        }, cancellation);

    /// <summary>Adds poison and applied range to a transaction that has the page's effect.</summary>
    /// <param name="undecidable">The items that could be read, but not decided, and why.</param>
    public void Settle(TransactionWork work, params IEnumerable<(FeedItem Item, Exception Cause)> undecidable)
    {
        foreach (var (item, cause) in unreadable)
        {
            work.Poison(new PoisonItem(page.Source, item, cause));
        }

        foreach (var (item, cause) in undecidable)
        {
            work.Poison(PoisonItem.From(page.Source, item, cause));
        }

        work.AppliedRange(page.Source, page.After, page.UpTo);
    }
}

/// <summary>The short way for a consumer that keeps states of one kind.</summary>
public static class FeedPages
{
    /// <summary>Writes the newest state of each key (<see cref="PageReading.Newest{T}"/>) and settles the page, in one transaction.</summary>
    /// <param name="key">What a state is about.</param>
    /// <param name="write">Adds to the transaction; not called for a page that has no such state. What the table knows newer
    /// has to stay, as pages come in any order.</param>
    public static Task ApplyAsync<T>(
        this FeedPage page, CountyDatabase database, Func<T, string> key,
        Action<TransactionWork, IReadOnlyList<ReadItem<T>>> write, CancellationToken cancellation)
        where T : class, IPublicEvent
    {
        var reading = new PageReading(page);
        var states = reading.Newest(key);
        return reading.ApplyAsync(database, work =>
        {
            if (states.Count > 0)
            {
                write(work, states);
            }
        }, cancellation);
    }
}

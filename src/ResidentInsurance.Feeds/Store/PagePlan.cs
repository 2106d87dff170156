namespace ResidentInsurance.Feeds;

/// <summary>What a page's transaction does.</summary>
/// <param name="StreamIds">The streams that may get events, in the order of their numbers; may be empty.</param>
/// <param name="Decide">Pure; called for each stream, and again for one that another writer was faster with.</param>
/// <param name="Alongside">Adds commands to the same transaction, after the events.</param>
public sealed record PagePlan(
    IReadOnlyCollection<string> StreamIds, Func<StreamSlice, IReadOnlyList<NewEvent>> Decide, Action<TransactionWork>? Alongside)
{
    /// <summary>The stored names of the events that decisions need; null for all. A stream may have grown long by events
    /// that no decision rests on: with an empty list only versions are read. The slice has the stream's version all the
    /// same.</summary>
    public IReadOnlyCollection<string>? Events { get; init; }
}

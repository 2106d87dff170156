using JasperFx.Events;
using Marten;

namespace ResidentInsurance.Feeds;

/// <summary>Rows that are a pure function of one stream. Rows of a stream may be added and changed, never taken away:
/// what ended is marked.</summary>
/// <param name="name">Names it for a rebuild.</param>
/// <param name="types">The events of the store.</param>
/// <param name="table">Where the rows go; its key tells rows of different streams apart.</param>
/// <param name="rows">The rows of a stream, none for an empty one or one that does not concern it. Rows are compared
/// by value: a page's transaction writes only those that its events changed.</param>
public sealed class StreamProjection<TRow>(
    string name, EventTypes types, ProjectionTable<TRow> table, Func<StreamSlice, IReadOnlyList<TRow>> rows) : ITableProjection
{
    private readonly StoredStreams streams = new(types);

    public string Name { get; } = name;

    public IReadOnlyList<string> Tables { get; } = [table.Name];

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        if (PageChanges.Of(operations) is { } changes)
        {
            table.Write(operations, [.. changes.SelectMany(Changed)]);
        }
        else
        {
            var ended = await PageChanges.EndedAsync(operations, streams, events, cancellation);
            table.Write(operations, [.. ended.SelectMany(rows)]);
        }
    }

    private IEnumerable<TRow> Changed(StreamChange change)
    {
        var before = change.Before.Version == 0 ? [] : rows(change.Before);
        return rows(change.After).Where(row => !before.Contains(row));
    }
}

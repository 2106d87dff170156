using JasperFx.Events;
using Marten;

namespace ResidentInsurance.Feeds;

/// <summary>Rows that are a pure function of one stream. Rows of a stream may be added and changed, never taken away:
/// what ended is marked.</summary>
/// <param name="name">Names it for a rebuild.</param>
/// <param name="types">The events of the store.</param>
/// <param name="table">Where the rows go; its key tells rows of different streams apart.</param>
/// <param name="rows">The rows of a stream, none for an empty one or one that does not concern it. Rows are compared
/// by value: only those that the new events changed are written.</param>
public sealed class StreamProjection<TRow>(
    string name, EventTypes types, ProjectionTable<TRow> table, Func<StreamSlice, IReadOnlyList<TRow>> rows) : ITableProjection
{
    private readonly StoredStreams streams = new(types);

    public string Name { get; } = name;

    public IReadOnlyList<string> Tables { get; } = [table.Name];

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var changes = await PageChanges.OfAsync(operations, streams, events, cancellation);
        var changed = new List<TRow>(changes.Count);
        foreach (var change in changes)
        {
            var before = change.Before.Version == 0 ? [] : rows(change.Before);
            foreach (var row in rows(change.After))
            {
                if (!before.Contains(row))
                {
                    changed.Add(row);
                }
            }
        }

        table.Write(operations, changed);
    }
}

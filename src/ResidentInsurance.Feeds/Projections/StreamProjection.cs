namespace ResidentInsurance.Feeds;

/// <summary>Rows that are a pure function of one stream. Rows of a stream may be added and changed, never taken away:
/// what ended is marked.</summary>
/// <param name="name">Names it for a rebuild.</param>
/// <param name="table">Where the rows go; its key tells rows of different streams apart.</param>
/// <param name="rows">The rows of a stream, none for an empty one or one that does not concern it. Rows are compared
/// by value: only those that the new events changed are written.</param>
public sealed class StreamProjection<TRow>(
    string name, ProjectionTable<TRow> table, Func<StreamSlice, IReadOnlyList<TRow>> rows) : IInlineProjection
{
    public string Name { get; } = name;

    public IReadOnlyList<string> Tables { get; } = [table.Name];

    public void Apply(IReadOnlyList<StreamChange> changes, TransactionWork work)
    {
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

        table.Write(work, changed);
    }
}

using Marten.Events.Projections;

namespace ResidentInsurance.Feeds;

/// <summary>A Marten projection into tables of its own, written with the events that its rows come from. The same class runs
/// inline with Marten's own appends, in a page's transaction, and in the daemon's rebuild.</summary>
public interface ITableProjection : IProjection
{
    /// <summary>Names it for a rebuild.</summary>
    string Name { get; }

    /// <summary>The tables that hold it and nothing else; a rebuild empties them.</summary>
    IReadOnlyList<string> Tables { get; }
}

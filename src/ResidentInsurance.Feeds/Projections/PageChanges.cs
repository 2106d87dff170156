using System.Runtime.CompilerServices;
using JasperFx.Events;
using Marten;

namespace ResidentInsurance.Feeds;

/// <summary>What the events mean for the streams that they stand in, for projections whose rows rest on whole streams.</summary>
internal static class PageChanges
{
    // A page's transaction has read its streams: what it knows is not read again.
    private static readonly ConditionalWeakTable<IDocumentOperations, IReadOnlyList<StreamChange>> Known = [];

    internal static void Set(IDocumentOperations session, IReadOnlyList<StreamChange> changes) => Known.AddOrUpdate(session, changes);

    /// <summary>Each stream before and after these events of it.</summary>
    internal static async Task<IReadOnlyList<StreamChange>> OfAsync(
        IDocumentOperations operations, StoredStreams streams, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        if (Known.TryGetValue(operations, out var known))
        {
            return known;
        }

        var byStream = events.GroupBy(e => e.StreamKey!).ToDictionary(group => group.Key, group => group.ToList());
        var ids = byStream.Keys.Order(StringComparer.Ordinal).ToArray();
        var before = await streams.ReadAsync(operations, ids, Array.ConvertAll(ids, id => byStream[id][0].Version - 1), cancellation);
        return [.. ids.Select(id => new StreamChange(before[id], byStream[id]))];
    }
}

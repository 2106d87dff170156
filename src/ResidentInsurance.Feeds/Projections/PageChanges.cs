using System.Runtime.CompilerServices;
using JasperFx.Events;
using Marten;
using Marten.Internal;
using Npgsql;
using NpgsqlTypes;

namespace ResidentInsurance.Feeds;

/// <summary>What the events mean for the streams that they stand in, for projections whose rows rest on whole streams.</summary>
internal static class PageChanges
{
    // A page's transaction has read its streams: what it knows is not read again.
    private static readonly ConditionalWeakTable<IDocumentOperations, IReadOnlyList<StreamChange>> Known = [];

    internal static void Set(IDocumentOperations session, IReadOnlyList<StreamChange> changes) => Known.AddOrUpdate(session, changes);

    /// <summary>What a page's transaction appends; null where the events come from elsewhere.</summary>
    internal static IReadOnlyList<StreamChange>? Of(IDocumentOperations session) =>
        Known.TryGetValue(session, out var known) ? known : null;

    /// <summary>The streams whose last event is among these events, whole. One that goes on beyond them comes with its last
    /// event: so a rebuild, which reads all events in their order, makes a stream's rows once.</summary>
    internal static async Task<IReadOnlyList<StreamSlice>> EndedAsync(
        IDocumentOperations operations, StoredStreams streams, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var byStream = events.GroupBy(e => e.StreamKey!).ToDictionary(group => group.Key, group => group.ToList());
        var ids = byStream.Keys.Order(StringComparer.Ordinal).ToArray();
        var before = events.Any(e => e.Version == 0)
            ? await LockedAsync((IDocumentSession)operations, streams, ids, byStream, cancellation)
            : await streams.ReadEndedAsync(operations, ids, Array.ConvertAll(ids, id => byStream[id][0].Version),
                Array.ConvertAll(ids, id => byStream[id][^1].Version), cancellation);
        return [.. before.Select(slice => slice.With(byStream[slice.Id]))];
    }

    // Somebody appends without having read the stream: the server will number the events. What stands before them is known for
    // sure only while nobody else can append.
    private static async Task<IReadOnlyList<StreamSlice>> LockedAsync(
        IDocumentSession session, StoredStreams streams, string[] ids, Dictionary<string, List<IEvent>> byStream,
        CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        await using var take = new NpgsqlCommand("select id from mt_streams where id = any ($1) order by id for no key update");
        take.Parameters.Add(SqlOperation.Array(ids, NpgsqlDbType.Varchar));
        await using (await ((IMartenSession)session).ExecuteReaderAsync(take, cancellation))
        {
        }

        var before = await streams.ReadAsync(session, ids, events: null, cancellation);
        foreach (var id in ids)
        {
            for (var i = 0; i < byStream[id].Count; i++)
            {
                byStream[id][i].Version = before[id].Version + i + 1;
            }
        }

        return [.. ids.Select(id => before[id])];
    }
}

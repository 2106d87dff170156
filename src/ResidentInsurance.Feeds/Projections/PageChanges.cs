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
        if (events.Any(e => e.Version == 0))
        {
            return await LockedAsync((IDocumentSession)operations, streams, ids, byStream, cancellation);
        }

        var before = await streams.ReadAsync(operations, ids, Array.ConvertAll(ids, id => byStream[id][0].Version - 1), cancellation);
        return [.. ids.Select(id => new StreamChange(before[id], byStream[id]))];
    }

    // Somebody appends without having read the stream: the server will number the events. What stands before them is known for
    // sure only while nobody else can append.
    private static async Task<IReadOnlyList<StreamChange>> LockedAsync(
        IDocumentSession session, StoredStreams streams, string[] ids, Dictionary<string, List<IEvent>> byStream,
        CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        await using var take = new NpgsqlCommand("select id from mt_streams where id = any ($1) order by id for no key update");
        take.Parameters.Add(SqlOperation.Array(ids, NpgsqlDbType.Varchar));
        await using (await ((IMartenSession)session).ExecuteReaderAsync(take, cancellation))
        {
        }

        var before = await streams.ReadAsync(session, ids, upTo: null, cancellation);
        foreach (var id in ids)
        {
            for (var i = 0; i < byStream[id].Count; i++)
            {
                byStream[id][i].Version = before[id].Version + i + 1;
            }
        }

        return [.. ids.Select(id => new StreamChange(before[id], byStream[id]))];
    }
}

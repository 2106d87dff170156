using JasperFx.Events;
using Marten;

namespace ResidentInsurance.Feeds.Tests;

/// <summary>What a transaction appended.</summary>
internal sealed record TransactResult(IReadOnlyList<IEvent> Appended);

/// <summary>A county's store as these tests use it: pages by our way, single streams by Marten's own sessions.</summary>
internal sealed class TestStore(CountyDatabase database)
{
    internal async Task<TransactResult> TransactAsync(
        IReadOnlyCollection<string> streamIds, Func<StreamSlice, IReadOnlyList<NewEvent>> decide,
        Action<TransactionWork>? alongside, CancellationToken cancellation) => new(
        [.. (await database.Pages.TransactAsync(streamIds, decide, alongside, cancellation)).SelectMany(change => change.Appended)]);

    /// <summary>Marten's own append to a stream at the version that was read.</summary>
    internal async Task<TransactResult> AppendAsync(
        string streamId, long expectedVersion, IReadOnlyList<NewEvent> events, CancellationToken cancellation)
    {
        await using var session = database.Store.LightweightSession();
        var appended = events.Select(one => database.Append(session, one.Headers).Of(one.Data)).ToArray();
        if (expectedVersion == 0)
        {
            session.Events.StartStream(streamId, appended.Cast<object>().ToArray());
        }
        else
        {
            session.Events.Append(streamId, expectedVersion + events.Count, appended.Cast<object>().ToArray());
        }

        try
        {
            await session.SaveChangesAsync(cancellation);
            return new TransactResult(appended);
        }
        catch (Exception fault) when (Conflicts.Is(fault))
        {
            throw new VersionConflictException("The stream has another version.", fault);
        }
    }

    /// <summary>The stream as Marten reads it.</summary>
    internal async Task<StreamSlice> LoadAsync(string streamId, CancellationToken cancellation)
    {
        await using var session = database.Store.QuerySession();
        var events = await session.Events.FetchStreamAsync(streamId, token: cancellation);
        return new StreamSlice(streamId, events.Count == 0 ? 0 : events[^1].Version, events);
    }

    internal Task<IReadOnlyDictionary<string, StreamSlice>> LoadAsync(string[] ids, CancellationToken cancellation) =>
        database.Pages.ReadAsync(ids, cancellation);

    internal Task<FeedSlice> ReadFeedAsync(long after, int limit, CancellationToken cancellation) =>
        database.Feed.ReadAsync(after, limit, cancellation);

    internal Task<long> HeadAsync(CancellationToken cancellation) => database.Feed.HeadAsync(cancellation);

    internal IAsyncEnumerable<StreamSlice> ReadStreamsAsync(string prefix, CancellationToken cancellation) =>
        database.Pages.ReadAllAsync(prefix, cancellation);

    internal Task NextAppend() => database.Feed.NextAppend();
}

/// <summary>What tests write alongside.</summary>
internal static class TestWork
{
    internal static void Checkpoint(this TransactionWork work, string name, long position) =>
        work.Add(Checkpoints.Write(name, position, work.Now));
}

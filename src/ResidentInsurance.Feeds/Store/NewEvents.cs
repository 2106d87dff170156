using JasperFx.Events;
using Marten;

namespace ResidentInsurance.Feeds;

/// <summary>Makes events with our headers for one of Marten's own sessions.</summary>
public sealed class NewEvents(IDocumentSession session, EventHeaders headers)
{
    /// <summary>The event, to be appended by <c>FetchForWriting</c>'s stream or <c>Events.Append</c>.</summary>
    public IEvent Of(object data)
    {
        var e = session.Events.BuildEvent(data);
        headers.Stamp(e);
        return e;
    }
}

/// <summary>Decisions on a single stream.</summary>
public static class SingleStreams
{
    // In a row, and each lost to another writer who got on.
    private const int Attempts = 10;

    /// <summary>Folds a stream, decides, and appends what was decided at the version that was read; decides again where
    /// another writer was faster.</summary>
    /// <typeparam name="T">An aggregate that the service has registered with its store.</typeparam>
    /// <param name="decide">Pure; it is given null for a stream that is not there, and returns null where there is nothing to do.</param>
    /// <exception cref="VersionConflictException">Other writers were faster too often in a row.</exception>
    public static async Task DecideAsync<T>(
        this CountyDatabase database, string streamId, EventHeaders headers, Func<T?, object?> decide, CancellationToken cancellation)
        where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var session = database.Store.LightweightSession();
            var stream = await session.Events.FetchForWriting<T>(streamId, cancellation);
            if (decide(stream.Aggregate) is not { } decided)
            {
                return;
            }

            stream.AppendOne(database.Append(session, headers).Of(decided));
            try
            {
                await session.SaveChangesAsync(cancellation);
                return;
            }
            catch (Exception fault) when (Conflicts.Is(fault))
            {
                if (attempt == Attempts)
                {
                    throw new VersionConflictException($"A stream still conflicts after {attempt} attempts.", fault);
                }
            }
        }
    }
}

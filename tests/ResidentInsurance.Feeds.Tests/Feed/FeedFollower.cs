using JasperFx.Events;

namespace ResidentInsurance.Feeds.Tests;

/// <summary>Follows a feed as a publisher does, with pages of changing size, and keeps what it was given.</summary>
internal sealed class FeedFollower(TestStore store, int seed)
{
    private readonly Random random = new(seed);
    private readonly List<IEvent> seen = [];

    internal IReadOnlyList<IEvent> Seen => seen;

    internal long Position { get; private set; }

    /// <summary>How often it had to wait for a number that was drawn and not yet committed.</summary>
    internal int Waits { get; private set; }

    internal async Task<bool> ReadAsync()
    {
        var page = await store.ReadFeedAsync(Position, random.Next(1, 40), TestContext.Current.CancellationToken);
        Waits += page.IsWaiting ? 1 : 0;
        seen.AddRange(page.Events);
        Assert.True(page.UpTo >= Position);
        Position = page.UpTo;
        return page.Events.Count > 0;
    }

    /// <summary>Reads until the writers have ended and nothing is left.</summary>
    internal async Task FollowAsync(Task writers)
    {
        while (true)
        {
            var ended = writers.IsCompleted;
            if (!await ReadAsync() && ended && Position >= await store.HeadAsync(TestContext.Current.CancellationToken))
            {
                return;
            }

            await Task.Yield();
        }
    }

    /// <summary>Fails unless just the events of the table were seen, in order, each once.</summary>
    internal async Task MustHaveSeenAllAsync(CountyDatabase database)
    {
        await using var command = database.Source.CreateCommand("select seq_id from mt_events order by seq_id");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var stored = new List<long>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            stored.Add(reader.GetInt64(0));
        }

        Assert.Equal(stored, seen.Select(e => e.Sequence));
    }
}

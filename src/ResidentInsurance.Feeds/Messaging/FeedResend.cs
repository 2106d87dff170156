using Microsoft.Extensions.Options;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>Publishes a part of the feed again. Any process may do it beside the publisher: pages carry states, and
/// repeated ones change nothing.</summary>
internal sealed class FeedResend(FeedRegistration feeds, FeedBus bus, IOptions<FeedOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan UncommittedLook = TimeSpan.FromMilliseconds(20);

    /// <summary>Sends what has been published after <paramref name="after"/>, up to <paramref name="upTo"/> where given,
    /// and returns the position reached.</summary>
    public async Task<long> SendAsync(
        CountyDatabase database, long after, long? upTo, int? pageItemsMax, CancellationToken ct)
    {
        var published = await PublisherSeat.PublishedAsync(database, ct);
        var end = Math.Min(upTo ?? published, published);
        var position = after;
        while (position < end)
        {
            var append = database.Feed.NextAppend();
            var slice = await database.Feed.ReadAsync(position, pageItemsMax ?? options.Value.PageItemsMax, ct);
            if (slice.UpTo == position)
            {
                // Only a number that was rolled back can be in the way here, and this process meets it for the first time.
                await append.WaitAsync(UncommittedLook, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                ct.ThrowIfCancellationRequested();
                continue;
            }

            var cut = new FeedSlice([.. slice.Events.Where(stored => stored.Sequence <= end)], Math.Min(slice.UpTo, end), false);
            await bus.SendAsync(feeds.Page(database.County, position, cut), ct);
            position = cut.UpTo;
        }

        return position;
    }
}

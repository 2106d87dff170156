using Npgsql;

namespace ResidentInsurance.Feeds;

/// <summary>A range (after, upTo] of a source's feed.</summary>
public sealed record FeedRange(long After, long UpTo);

/// <summary>Which ranges of sources' feeds have taken effect here. Pages may overlap, repeat and come in any order;
/// the applied position is the end of the gap-free prefix.</summary>
public sealed class AppliedPositions
{
    // Between compactions the table grows by this many rows for each process, whatever the feed's length.
    private const int PagesBetweenCompactions = 100;

    // Touching and overlapping ranges as one. What another transaction has not committed is left for the next time,
    // and of two that compact at once each merges only what it deleted, so the union never changes.
    private const string Compaction =
        """
        with deleted as (delete from applied_range where source = $1 returning after, up_to),
        marked as (
            select after, up_to, after > max(up_to) over (order by after, up_to rows between unbounded preceding and 1 preceding) as starts
            from deleted),
        numbered as (
            select after, up_to, count(*) filter (where starts) over (order by after, up_to rows unbounded preceding) as island
            from marked)
        insert into applied_range (source, after, up_to)
        select $1, min(after), max(up_to) from numbered group by island
        """;

    private readonly NpgsqlDataSource source;
    private int pages;

    internal AppliedPositions(NpgsqlDataSource source) => this.source = source;

    /// <summary>Everything up to it has taken effect; 0 if the feed's first range is missing.</summary>
    public async Task<long> PositionAsync(string feed, CancellationToken cancellation) =>
        PositionOf(await RangesAsync(feed, cancellation));

    /// <summary>The applied position of every source that sent anything.</summary>
    public async Task<IReadOnlyDictionary<string, long>> PositionsAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select source, after, up_to from applied_range order by source, after, up_to");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var ranges = new Dictionary<string, List<FeedRange>>();
        while (await reader.ReadAsync(cancellation))
        {
            var feed = reader.GetString(0);
            if (!ranges.TryGetValue(feed, out var mine))
            {
                ranges.Add(feed, mine = []);
            }

            Join(mine, new FeedRange(reader.GetInt64(1), reader.GetInt64(2)));
        }

        return ranges.ToDictionary(pair => pair.Key, pair => PositionOf(pair.Value));
    }

    /// <summary>The ranges before the last applied one that are missing: on their way, or lost.</summary>
    public async Task<IReadOnlyList<FeedRange>> GapsAsync(string feed, CancellationToken cancellation) =>
        GapsOf(await RangesAsync(feed, cancellation));

    /// <summary>The applied ranges in order, touching and overlapping ones as one.</summary>
    public async Task<IReadOnlyList<FeedRange>> RangesAsync(string feed, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "select after, up_to from applied_range where source = $1 order by after, up_to");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = feed });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var ranges = new List<FeedRange>();
        while (await reader.ReadAsync(cancellation))
        {
            Join(ranges, new FeedRange(reader.GetInt64(0), reader.GetInt64(1)));
        }

        return ranges;
    }

    internal static long PositionOf(IReadOnlyList<FeedRange> ranges) => ranges is [{ After: <= 0 } first, ..] ? first.UpTo : 0;

    internal static IReadOnlyList<FeedRange> GapsOf(IReadOnlyList<FeedRange> ranges)
    {
        var gaps = new List<FeedRange>();
        var reached = 0L;
        foreach (var range in ranges)
        {
            if (range.After > reached)
            {
                gaps.Add(new FeedRange(reached, range.After));
            }

            reached = range.UpTo;
        }

        return gaps;
    }

    private static void Join(List<FeedRange> ranges, FeedRange next)
    {
        if (ranges is [.., var last] && next.After <= last.UpTo)
        {
            ranges[^1] = last with { UpTo = Math.Max(last.UpTo, next.UpTo) };
        }
        else
        {
            ranges.Add(next);
        }
    }

    internal void CompactNowAndThen(string feed, TransactionWork work)
    {
        if (Interlocked.Increment(ref pages) % PagesBetweenCompactions == 0)
        {
            work.Add(Compaction, new NpgsqlParameter<string> { TypedValue = feed });
        }
    }
}

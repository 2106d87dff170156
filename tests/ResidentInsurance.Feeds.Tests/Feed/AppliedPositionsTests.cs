using ResidentInsurance.Feeds;

namespace ResidentInsurance.Feeds.Tests;

public sealed class AppliedPositionsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private CountyDatabase database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await postgres.Options("applied").OpenAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task The_position_is_the_end_of_the_gap_free_prefix()
    {
        await ApplyAsync("gaps", new(0, 10), new(20, 30), new(40, 50));
        Assert.Equal(10, await database.Applied.PositionAsync("gaps", Cancellation));
        Assert.Equal([new FeedRange(10, 20), new FeedRange(30, 40)], await database.Applied.GapsAsync("gaps", Cancellation));
        await ApplyAsync("gaps", new FeedRange(5, 25));
        Assert.Equal(30, await database.Applied.PositionAsync("gaps", Cancellation));
        await ApplyAsync("gaps", new FeedRange(30, 40));
        Assert.Equal(50, await database.Applied.PositionAsync("gaps", Cancellation));
        Assert.Empty(await database.Applied.GapsAsync("gaps", Cancellation));
    }

    [Fact]
    public async Task Without_the_first_range_the_position_is_0_and_the_beginning_is_a_gap()
    {
        await ApplyAsync("late", new FeedRange(3, 9));
        Assert.Equal(0, await database.Applied.PositionAsync("late", Cancellation));
        Assert.Equal([new FeedRange(0, 3)], await database.Applied.GapsAsync("late", Cancellation));
        Assert.Equal(0, await database.Applied.PositionAsync("never", Cancellation));
        Assert.Empty(await database.Applied.GapsAsync("never", Cancellation));
    }

    [Fact]
    public async Task An_empty_range_counts_for_nothing_and_a_reversed_one_throws()
    {
        await ApplyAsync("empty", new FeedRange(7, 7));
        Assert.Empty(await database.Applied.RangesAsync("empty", Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => ApplyAsync("empty", new FeedRange(8, 7)));
    }

    // A feed is cut into pages in several ways, pages are lost and sent again and come in any order, several consumers
    // apply them at once: the position is always that of the ranges as a set, and the table stays small.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task However_pages_are_cut_resent_and_overlap_the_position_is_the_prefix_of_their_union(int seed)
    {
        const int Head = 400;
        var random = new Random(seed);
        var source = $"random-{seed}";
        var pages = Enumerable.Range(0, 3).SelectMany(_ => Cut(random, Head)).Where(_ => random.Next(10) > 1).ToArray();
        random.Shuffle(pages);
        var covered = new bool[Head + 1];
        foreach (var burst in pages.Chunk(12))
        {
            await Task.WhenAll(burst.Chunk(4).Select(some => ApplyAsync(source, some)));
            foreach (var page in burst)
            {
                Array.Fill(covered, true, (int)page.After + 1, (int)(page.UpTo - page.After));
            }

            var expected = Enumerable.Range(1, Head).TakeWhile(n => covered[n]).Count();
            Assert.Equal(expected, await database.Applied.PositionAsync(source, Cancellation));
        }

        var gaps = (await database.Applied.GapsAsync(source, Cancellation)).ToList();
        Assert.All(gaps, gap => Assert.All(
            Enumerable.Range((int)gap.After + 1, (int)(gap.UpTo - gap.After)), n => Assert.False(covered[n])));
        await ApplyAsync(source, [.. gaps, new FeedRange(Head - 1, Head)]);
        Assert.Equal(Head, await database.Applied.PositionAsync(source, Cancellation));
    }

    [Fact]
    public async Task The_table_stays_small_however_many_pages_come()
    {
        for (var i = 0; i < 350; i++)
        {
            await ApplyAsync("many", new FeedRange(i * 10, (i * 10) + 10));
        }

        await using var command = database.Source.CreateCommand("select count(*) from applied_range where source = 'many'");
        Assert.InRange((long)(await command.ExecuteScalarAsync(Cancellation))!, 1, 150);
        Assert.Equal(3_500, await database.Applied.PositionAsync("many", Cancellation));
        Assert.Equal(3_500, (await database.Applied.PositionsAsync(Cancellation))["many"]);
    }

    private static IEnumerable<FeedRange> Cut(Random random, int head)
    {
        for (var after = 0; after < head;)
        {
            var upTo = Math.Min(head, after + random.Next(1, 12));
            yield return new FeedRange(after, upTo);
            after = upTo;
        }
    }

    private async Task ApplyAsync(string source, params FeedRange[] ranges)
    {
        foreach (var range in ranges)
        {
            await database.Pages.TransactAsync(
                [], _ => [], work => work.AppliedRange(source, range.After, range.UpTo), Cancellation);
        }
    }
}

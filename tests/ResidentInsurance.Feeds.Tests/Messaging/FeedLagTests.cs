namespace ResidentInsurance.Feeds.Tests;

public sealed class FeedLagTests
{
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FeedLag lag = new();

    [Fact]
    public void Who_has_all_is_not_behind() => Assert.Equal((0, 0), lag.Look(7, 7, Start));

    [Fact]
    public void Behind_is_since_the_first_look_that_saw_what_is_still_missing()
    {
        Assert.Equal((10, 0), lag.Look(10, 0, Start));
        Assert.Equal((20, 15), lag.Look(20, 0, Start.AddSeconds(15)));
        Assert.Equal((25, 15), lag.Look(35, 10, Start.AddSeconds(30)));
        Assert.Equal((15, 15), lag.Look(35, 20, Start.AddSeconds(45)));
        Assert.Equal((0, 0), lag.Look(35, 35, Start.AddSeconds(60)));
        Assert.Equal((1, 0), lag.Look(36, 35, Start.AddSeconds(75)));
    }

    [Fact]
    public void A_source_that_stands_still_is_missed_no_less()
    {
        lag.Look(10, 0, Start);

        Assert.Equal((10, 3_600), lag.Look(10, 0, Start.AddHours(1)));
    }
}

using ResidentInsurance.Testing;

namespace ResidentInsurance.AppHost.Tests;

public sealed class FixedClockTests
{
    [Fact]
    public async Task A_delay_ends_when_the_clock_has_moved_far_enough()
    {
        var clock = FixedClock.At(2023, 11, 2);
        var delay = Task.Delay(TimeSpan.FromMinutes(5), clock, TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.False(delay.IsCompleted);

        clock.Advance(TimeSpan.FromMinutes(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_periodic_timer_fires_at_each_of_its_moments()
    {
        var clock = FixedClock.At(2023, 11, 2);
        var moments = new List<int>();
        using var timer = clock.CreateTimer(
            _ => moments.Add(clock.GetUtcNow().Second), null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));

        clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal([5, 15, 25], moments);
    }
}

using ResidentInsurance.AppHost.Local;

namespace ResidentInsurance.AppHost.Tests;

public sealed class RestartPausesTests
{
    [Fact]
    public void The_first_attempt_comes_at_once_then_pauses_grow_from_2_to_60_seconds()
    {
        var pauses = new RestartPauses();
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(0, 8).Select(_ => pauses.Next(TimeSpan.FromSeconds(3)).TotalSeconds));
    }

    [Fact]
    public void Who_has_run_for_a_while_begins_again()
    {
        var pauses = new RestartPauses();
        _ = pauses.Next(TimeSpan.FromSeconds(3));
        _ = pauses.Next(TimeSpan.FromSeconds(3));

        Assert.Equal(TimeSpan.FromSeconds(1), pauses.Next(TimeSpan.FromMinutes(2)));
    }
}

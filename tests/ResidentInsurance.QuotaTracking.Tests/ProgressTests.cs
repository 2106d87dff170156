using ResidentInsurance.Contracts;

namespace ResidentInsurance.QuotaTracking.Tests;

public sealed class ProgressTests
{
    [Theory]
    [InlineData(1315, 1363, "96.48")]
    [InlineData(18, 1363, "1.32")]
    [InlineData(1, 800, "0.13")] // 0.125: half up
    [InlineData(0, 1363, "0.00")]
    [InlineData(19_999, 20_000, "99.99")] // 99.995 would show 100.00 with somebody missing
    [InlineData(1363, 1363, "100.00")]
    [InlineData(1400, 1363, "102.71")]
    [InlineData(0, 0, "100.00")]
    [InlineData(10_000_000, 9_999_999, "100.00")]
    public void A_rate_has_two_decimals_half_up_and_is_full_only_when_nobody_is_missing(int enrolled, int task, string rate) =>
        Assert.Equal(rate, Assert.Single(Progress.Of([Village(1, task, enrolled)])).TaskRate);

    [Fact]
    public void Villages_of_one_rate_share_a_rank_and_the_next_comes_after_all_of_them() =>
        Assert.Equal([2, 4, 1, 2], Ranks((300, 100), (100, 33), (10, 5), (3, 1)));

    [Fact]
    public void Rates_are_compared_exactly_however_they_are_shown() =>
        Assert.Equal([2, 1], Ranks((1_000_000, 333_333), (1_000_001, 333_334)));

    [Fact]
    public void A_village_without_a_task_has_done_it() => Assert.Equal([2, 2, 1], Ranks((0, 0), (5, 5), (5, 6)));

    [Fact]
    public void Nobody_enrolled_anywhere_is_rank_one_for_all() => Assert.Equal([1, 1], Ranks((10, 0), (20, 0)));

    private static IEnumerable<int> Ranks(params (int Task, int Enrolled)[] villages) =>
        Progress.Of([.. villages.Select((village, i) => Village(i + 1, village.Task, village.Enrolled))]).Select(line => line.Rank);

    private static (VillageTask, int) Village(int position, int task, int enrolled) =>
        (new VillageTask(CampaignId.Parse("fengyan-2024"), VillageCode.Parse($"500119.fengyan.{position:00}"), "峰岩乡",
            $"村{position}", null, task, position), enrolled);
}

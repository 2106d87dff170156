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
    [InlineData(10_000_000, 9_999_999, "100.00")]
    public void A_rate_has_two_decimals_half_up_and_is_full_only_when_nobody_is_missing(int enrolled, int task, string rate) =>
        Assert.Equal(rate, Assert.Single(Progress.Of([Village(1, task, enrolled)], [100])).TaskRate);

    [Theory]
    [InlineData(2259, 2378, "94.99")] // 94.996 %: short of what a fund or a score hangs on
    [InlineData(2260, 2378, "95.04")]
    [InlineData(96_996, 100_000, "96.99")]
    [InlineData(96_999, 100_000, "96.99")]
    [InlineData(97_000, 100_000, "97.00")]
    [InlineData(98_996, 100_000, "98.99")]
    public void A_rate_below_a_threshold_never_prints_as_if_it_had_reached_it(int enrolled, int task, string rate) =>
        Assert.Equal(rate, Assert.Single(Progress.Of([Village(1, task, enrolled)], [95, 97, 99, 100])).TaskRate);

    [Fact]
    public void Villages_of_one_rate_share_a_rank_and_the_next_comes_after_all_of_them() =>
        Assert.Equal([2, 4, 1, 2], Ranks((300, 100), (100, 33), (10, 5), (3, 1)));

    [Fact]
    public void Rates_are_compared_exactly_however_they_are_shown() =>
        Assert.Equal([2, 1], Ranks((1_000_000, 333_333), (1_000_001, 333_334)));

    [Fact]
    public void A_village_without_a_task_has_no_rate_and_no_rank_and_is_before_nobody()
    {
        Assert.Equal([null, 2, 1], Ranks((0, 7), (5, 5), (5, 6)));
        Assert.Null(Assert.Single(Progress.Of([Village(1, 0, 7)], [100])).TaskRate);
    }

    [Fact]
    public void Nobody_enrolled_anywhere_is_rank_one_for_all() => Assert.Equal([1, 1], Ranks((10, 0), (20, 0)));

    private static IEnumerable<int?> Ranks(params (int Task, int Enrolled)[] villages) =>
        Progress.Of([.. villages.Select((village, i) => Village(i + 1, village.Task, village.Enrolled))], [100]).Select(line => line.Rank);

    private static (VillageTask, int) Village(int position, int task, int enrolled) =>
        (new VillageTask(CampaignId.Parse("fengyan-2024"), VillageCode.Parse($"500119.fengyan.{position:00}"), "峰岩乡",
            $"村{position}", null, task, position), enrolled);
}

using ResidentInsurance.Contracts;

namespace ResidentInsurance.Cli.Tests;

public sealed class ProgressCommandTests
{
    [Fact]
    public void Villages_are_told_with_their_sum_below() => Assert.Equal(
        """
        乡镇（街道）  村（社区）  人口数  任务数  已参保  完成率%  排名
        峰岩乡        三教村        1589    1363    1315    96.48     2
        峰岩乡        千丘村        1778    1552    1552   100.00     1
        合计                        3367    2915    2867    98.35

        """, ProgressCommand.TableOf(
            [new("峰岩乡", "三教村", 1589, 1363, 1315, "96.48", 2), new("峰岩乡", "千丘村", 1778, 1552, 1552, "100.00", 1)], [100]).ToText(200));

    [Fact]
    public void Where_a_population_is_not_stated_there_is_no_sum_of_it() => Assert.Equal(
        """
        乡镇（街道）  村（社区）  人口数  任务数  已参保  完成率%  排名
        峰岩乡        三教村        1589    1363    1315    96.48     2
        峰岩乡        新村                    10      10   100.00     1
        合计                                1373    1325    96.50

        """, ProgressCommand.TableOf(
            [new("峰岩乡", "三教村", 1589, 1363, 1315, "96.48", 2), new("峰岩乡", "新村", null, 10, 10, "100.00", 1)], [100]).ToText(200));

    [Fact]
    public void What_was_paid_until_a_day_and_what_was_known_at_a_time_are_asked_of_the_service()
    {
        var campaign = CampaignId.Parse("fengyan-2024");
        var noon = new DateTimeOffset(2023, 11, 2, 12, 0, 0, TimeSpan.FromHours(8));
        Assert.Equal("/campaigns/fengyan-2024/progress", ProgressCommand.PathOf(campaign, asOf: null, knownAt: null));
        Assert.Equal("/campaigns/fengyan-2024/progress?asOf=2023-11-02", ProgressCommand.PathOf(campaign, new(2023, 11, 2), knownAt: null));
        Assert.Equal("/campaigns/fengyan-2024/progress?asOf=2023-11-02&knownAt=2023-11-02T12%3A00%3A00%2B08%3A00",
            ProgressCommand.PathOf(campaign, new(2023, 11, 2), noon));
    }
}

using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Cli.Tests;

public sealed class PoisonCommandTests
{
    private static readonly CampaignId Campaign = CampaignId.Parse("fengyan-2024");

    private static readonly PoisonLine Unreadable = new(3, "subsidy-eligibility", "identity-record-1", 2, "identity-changed",
        "JsonException at $.from", new(2023, 11, 2, 16, 30, 0, TimeSpan.Zero), new(2023, 11, 2, 16, 35, 0, TimeSpan.Zero), 2);

    private static readonly PoisonLine Undecidable = new(12, "payment-ingestion", "payment-p-1-91001", 1, "payment-received",
        "InvalidOperationException in ResidentFacts.PackOf", new(2023, 11, 3, 1, 5, 0, TimeSpan.Zero), new(2023, 11, 3, 1, 5, 0, TimeSpan.Zero), 1);

    [Fact]
    public void What_could_not_be_taken_in_is_told_with_its_place_and_reason_and_what_to_do() => Assert.Equal(
        """
        服务        编号  来源                 位置                 种类              原因                                               首次收到          次数
        enrollment     3  subsidy-eligibility  identity-record-1/2  identity-changed  JsonException at $.from                            2023-11-03 00:30     2
        enrollment    12  payment-ingestion    payment-p-1-91001/1  payment-received  InvalidOperationException in ResidentFacts.PackOf  2023-11-03 09:05     1

        以上 2 条数据已收到并保存，但未能读取或判定，尚未生效；其余数据不受影响。通常是各服务版本不一致所致：请将全部服务升级到同一版本，再运行 ri poison --campaign fengyan-2024 --retry；仍未生效的，请连同上表交技术支持。

        """, PoisonCommand.Told(Campaign, [("enrollment", new PoisonList(2, [Unreadable, Undecidable]))]));

    [Fact]
    public void Of_very_many_the_oldest_are_shown_and_all_are_counted()
    {
        var told = PoisonCommand.Told(Campaign, [("quota-tracking", new PoisonList(5000, [Unreadable]))]);

        Assert.Contains("\n…\n\n以上 5000 条数据", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_nothing_it_says_so() => Assert.Equal("没有未能处理的数据。\n", PoisonCommand.Told(Campaign, []));
}

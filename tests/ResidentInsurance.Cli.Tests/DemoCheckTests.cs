using ResidentInsurance.Contracts;

namespace ResidentInsurance.Cli.Tests;

public sealed class DemoCheckTests
{
    private static readonly ChannelSum WeChat = new("微信", "Payment", "Personal", 3, Money.FromYuan(1140));
    private static readonly ChannelSum Counter = new("柜台", "Payment", "Personal", 1, Money.FromYuan(300));

    [Fact]
    public async Task Figures_that_are_as_they_should_be_are_no_fault() =>
        Assert.Equal((0, "  核对通过：金额\n", ""), await SaidAsync([WeChat, Counter], [WeChat, Counter]));

    [Fact]
    public async Task An_altered_figure_is_a_fault_and_is_shown_beside_what_it_should_be() => Assert.Equal(
        (1, "  核对不符：金额（应有 2 项，实有 2 项）\n",
            """
                - {"channel":"柜台","kind":"Payment","funding":"Personal","rows":1,"amount":300}
                + {"channel":"柜台","kind":"Payment","funding":"Personal","rows":1,"amount":300.01}

            """), await SaidAsync([WeChat, Counter], [WeChat, Counter with { Amount = new Money(300_01) }]));

    [Fact]
    public async Task So_are_another_order_and_one_that_is_there_twice_in_anothers_place()
    {
        Assert.Equal(1, (await SaidAsync([WeChat, Counter], [Counter, WeChat])).Faults);
        Assert.Equal(1, (await SaidAsync([WeChat, WeChat, Counter], [WeChat, Counter, Counter])).Faults);
        Assert.Equal(1, (await SaidAsync([WeChat, Counter], [WeChat])).Faults);
    }

    [Fact]
    public async Task How_a_line_of_json_is_written_makes_no_difference() =>
        Assert.Equal(0, (await SaidAsync(["{\"a\": 1}"], ["{\"a\":1}"])).Faults);

    private static async Task<(int Faults, string Output, string Error)> SaidAsync<T>(IReadOnlyList<T> expected, IReadOnlyList<T> actual)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var comparison = new Comparison(output, error);
        await comparison.SayAsync("金额", expected, actual);
        return (comparison.Faults, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }
}

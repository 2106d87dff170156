using ResidentInsurance.Cli.Output;

namespace ResidentInsurance.Cli.Tests;

public sealed class ListingTests
{
    private static Listing Villages(params (string Village, string Task, string Note)[] rows)
    {
        var listing = new Listing(Column.Words("村（社区）"), Column.Figures("任务数"), Column.Sentences("备注"));
        foreach (var (village, task, note) in rows)
        {
            listing.Add(village, task, note);
        }

        return listing;
    }

    [Fact]
    public void Chinese_is_two_columns_wide_figures_stand_right_and_lines_end_clean() => Assert.Equal(
        "村（社区）  任务数  备注\n三教村        1363\nA                7  无\n",
        Villages(("三教村", "1363", ""), ("A", "7", "无")).ToText(80));

    [Theory]
    [InlineData("A", 1)]
    [InlineData("村", 2)]
    [InlineData("（）", 4)]
    [InlineData("，。：；“”", 10)]
    [InlineData("𠮷", 2)]
    [InlineData("—", 1)]
    [InlineData("·", 1)]
    [InlineData("é", 1)]
    public void Every_character_has_its_width(string text, int width) => Assert.Equal(width, TextLayout.Width(text));

    [Fact]
    public void On_a_narrow_terminal_sentences_go_on_in_the_next_line_and_nothing_is_lost()
    {
        var text = Villages(("三教村", "1363", "数据不全，请核对后再次发送，并告知村里"), ("千丘村", "7", "无")).ToText(40);
        Assert.Equal("村（社区）  任务数  备注\n三教村        1363  数据不全，请核对后再\n                    次发送，并告知村里\n千丘村           7  无\n", text);
        Assert.All(text.Split('\n'), line => Assert.InRange(TextLayout.Width(line), 0, 40));
    }

    [Fact]
    public void What_cannot_be_broken_is_never_cut_off() =>
        Assert.Contains("三教村        1363", Villages(("三教村", "1363", "")).ToText(5), StringComparison.Ordinal);

    [Fact]
    public void Brackets_are_text() =>
        Assert.EndsWith("[bold]x[/]  1  [red\n", Villages(("[bold]x[/]", "1", "[red")).ToText(80).Replace("     1", "1", StringComparison.Ordinal), StringComparison.Ordinal);

    [Fact]
    public void A_long_listing_has_one_header_and_keeps_its_columns()
    {
        var rows = Enumerable.Range(1, 2500).Select(row => (row == 2500 ? "石河社区居委会" : "村", row.ToString(), "")).ToArray();
        var lines = Villages(rows).ToText(10).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2501, lines.Length);
        Assert.Equal("村（社区）      任务数  备注", lines[0]);
        Assert.Equal("村                   1", lines[1]);
        Assert.Equal("村                1001", lines[1001]);
        Assert.Equal("石河社区居委会    2500", lines[2500]);
    }

    [Fact]
    public void Of_nothing_the_header_is_shown() => Assert.Equal("村（社区）  任务数  备注\n", Villages().ToText(80));
}

namespace ResidentInsurance.Cli.Tests;

public class TableTests
{
    [Fact]
    public void Chinese_is_two_columns_wide_figures_stand_right_and_lines_end_clean()
    {
        var table = new Table("村（社区）", "任务数", "备注");
        table.Add("三教村", "1363", "");
        table.Add("A", "7", "无");
        Assert.Equal("村（社区）  任务数  备注\n三教村        1363\nA                7  无\n", table.ToString());
    }
}

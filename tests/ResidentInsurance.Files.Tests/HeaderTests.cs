using static ResidentInsurance.Files.Tests.Reading;

namespace ResidentInsurance.Files.Tests;

public class HeaderTests
{
    [Theory]
    [InlineData("证件号码,姓名,村(社区)", FileKind.Residents)]
    [InlineData("证件号码,姓名,对象类别,认定部门,认定日期,终止日期", FileKind.Identities)]
    [InlineData("证件号码,姓名,档次,申报日期", FileKind.Declarations)]
    [InlineData("证件号码,姓名,退保原因,申请日期", FileKind.Withdrawals)]
    [InlineData("电子税票号码,证件号码,缴费年度,缴费金额,缴费时间", FileKind.Payments)]
    [InlineData("乡镇(街道),村(社区),人口数,任务数", FileKind.Tasks)]
    [InlineData("村居,任务数", FileKind.Tasks)]
    [InlineData("税票号码,身份证号,费款所属期,征收子目,实缴金额,扣款时间,主管税务机关", FileKind.Payments)]
    public void A_files_kind_is_told_by_its_header(string header, FileKind kind) =>
        Assert.Equal(kind, FileKinds.Detect(header.Split(',')));

    [Theory]
    [InlineData("证件号码,姓名,档次", FileKind.Declarations)]
    [InlineData("证件号码,缴费年度,缴费金额,缴费时间", FileKind.Payments)]
    [InlineData("姓名,村(社区),户主", FileKind.Residents)]
    public void The_kind_is_told_where_a_needed_column_is_missing(string header, FileKind kind) =>
        Assert.Equal(kind, FileKinds.Detect(header.Split(',')));

    [Theory]
    [InlineData("a,b,c")]
    [InlineData("姓名")]
    [InlineData("证件号码,姓名")]
    public void A_header_that_fits_nothing_has_no_kind(string header) => Assert.Null(FileKinds.Detect(header.Split(',')));

    [Fact]
    public void A_missing_column_refuses_the_file_and_is_named()
    {
        var refusal = Refused(FileKind.Payments, "电子税票号码,证件号码,缴费金额\n");
        Assert.Equal("missing-column", refusal.Code);
        Assert.Equal("征缴明细缺少必需的列：缴费年度、缴费时间。整个文件未被接收。", refusal.Reason);
    }

    [Fact]
    public void A_file_of_another_kind_is_recognised()
    {
        var refusal = Refused(FileKind.Payments, "证件号码,姓名,退保原因,申请日期\n");
        Assert.Equal("other-kind", refusal.Code);
        Assert.EndsWith("从表头看像是退保名单。", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_column_twice_refuses_the_file() =>
        Assert.Equal("duplicate-column", Refused(FileKind.Tasks, "村(社区),任务数,任务数\n").Code);

    [Fact]
    public void The_formats_own_name_wins_over_an_alias()
    {
        var row = One(RowFormats.Payments, $"实缴金额,{PaymentHeader}\n1,T1,{Person},2024,一档,380.00,2023-11-02\n");
        Assert.Equal(38_000, row.Amount.Fen);
    }

    [Fact]
    public void Columns_come_in_any_order_with_stars_blanks_and_full_width_brackets()
    {
        var row = One(RowFormats.Tasks, "\uFEFF任务数*,备注, 村（社区） ,乡镇（街道）\n1363,略,三教村,峰岩乡\n");
        Assert.Equal(("峰岩乡", "三教村", 1363, (int?)null), (row.Township, row.Village, row.Task, row.Population));
    }
}

using ResidentInsurance.Contracts;
using static ResidentInsurance.Files.Tests.Reading;

namespace ResidentInsurance.Files.Tests;

public class WorkbookTests
{
    private static readonly object?[] Header =
        ["电子税票号码", "证件号码", "缴费年度", "档次", "缴费金额", "缴费时间", "入库日期", ">渠道"];

    [Fact]
    public void A_workbook_reads_as_the_same_rows_as_a_csv_file()
    {
        using var book = Sheets.Of(Header,
            ["T1", Person, 2024, "二档", 380.10000000000002, new DateTime(2023, 11, 2, 9, 15, 0), new DateOnly(2023, 11, 4), ">POS"],
            [],
            [">T2", Other, ">2024", null, 755, "2023-11-02 09:15:00"]);
        var rows = Read(RowFormats.Payments, book);
        Assert.Equal([2, 4], rows.Select(row => row.Line));
        Assert.All(rows, row => Assert.Null(row.Problem));
        var first = rows[0].Row!;
        Assert.Equal(("T1", IdNumber.Parse(Person), 2024, Tier.High, 38_010, "POS"),
            (first.Receipt, first.IdNumber, first.Year, first.Tier, first.Amount.Fen, first.Channel));
        Assert.Equal((new DateTime(2023, 11, 2, 9, 15, 0), new DateOnly(2023, 11, 4)), (first.PaidAt, first.BookedOn));
        Assert.Null(rows[1].Row!.Tier);
    }

    [Fact]
    public void An_id_number_kept_as_a_number_is_rejected_with_the_cause()
    {
        using var book = Sheets.Of(Header, ["T1", 500000199108100003, 2024, "一档", 380, "2023-11-02", null, null]);
        var row = Assert.Single(Read(RowFormats.Payments, book));
        Assert.Equal("damaged-id-number", row.Problem?.Code);
        Assert.Equal("T1,5.000001991081E+17,2024,一档,380,2023-11-02,,", row.Raw);
    }

    [Fact]
    public void A_workbook_may_close_with_totals()
    {
        using var right = Sheets.Of(Header, ["T1", Person, 2024, "一档", 380, "2023-11-02"], ["合计", 1, 380.0]);
        Assert.Single(Read(RowFormats.Payments, right));
        using var wrong = Sheets.Of(Header, ["T1", Person, 2024, "一档", 380, "2023-11-02"], ["合计", 1, 381]);
        Assert.Equal("wrong-totals", Refused(FileKind.Payments, wrong).Code);
    }

    [Fact]
    public void A_truncated_or_damaged_workbook_is_refused()
    {
        using var book = Sheets.Of(Header, ["T1", Person, 2024, "一档", 380, "2023-11-02"]);
        var bytes = book.ToArray();
        using var truncated = new MemoryStream(bytes[..(bytes.Length / 2)]);
        Assert.Equal("damaged-workbook", Refused(FileKind.Payments, truncated).Code);
    }
}

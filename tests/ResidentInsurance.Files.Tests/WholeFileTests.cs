using System.Text;
using ResidentInsurance.Contracts;
using static ResidentInsurance.Files.Tests.Reading;

namespace ResidentInsurance.Files.Tests;

public class WholeFileTests
{
    private const string Row = "T1," + Person + ",2024,一档,380.00,2023-11-02 09:15:00\n";

    [Theory]
    [InlineData("utf-8", false, FileFormat.CsvUtf8)]
    [InlineData("utf-8", true, FileFormat.CsvUtf8)]
    [InlineData("GBK", false, FileFormat.CsvGb18030)]
    [InlineData("GB18030", false, FileFormat.CsvGb18030)]
    public void The_encoding_is_recognised(string name, bool mark, FileFormat format)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = name == "utf-8" ? new UTF8Encoding(mark) : Encoding.GetEncoding(name);
        var village = name == "GBK" ? "三教村" : "𠮷㐂村";
        using var stream = new MemoryStream();
        stream.Write(encoding.GetPreamble());
        stream.Write(encoding.GetBytes($"乡镇(街道),村(社区),任务数\n峰岩乡,{village},\"1,363\"\n"));
        Assert.Equal(format, FileReading.Head(stream).Format);
        Assert.Equal((village, 1363), Read(RowFormats.Tasks, stream).Select(row => (row.Row!.Village, row.Row.Task)).Single());
    }

    [Fact]
    public void Bytes_of_another_encoding_refuse_the_file_with_their_line()
    {
        using var stream = new MemoryStream();
        stream.Write(Encoding.UTF8.GetBytes("村(社区),任务数\n三教村,1\n"));
        stream.Write(TextCheck.Gb18030.GetBytes("千丘村,2\n"));
        Assert.Equal(("invalid-encoding", "第3行有不符合 UTF-8 编码的字节，文件可能损坏或混用了编码。请另存为 UTF-8 后重新发送。"),
            Told(Refused(FileKind.Tasks, stream)));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("GB18030")]
    public void An_end_inside_a_character_refuses_the_file(string name)
    {
        var bytes = (name == "utf-8" ? Encoding.UTF8 : TextCheck.Gb18030).GetBytes("村(社区),任务数,备注\n三教村,1,村");
        using var stream = new MemoryStream(bytes[..^1]);
        Assert.Equal(("truncated-file", "文件在第2行的一个字符中间中断，传输不完整。请重新导出后发送。"), Told(Refused(FileKind.Tasks, stream)));
    }

    [Fact]
    public void An_end_inside_a_row_rejects_that_row_alone()
    {
        var rows = Read(RowFormats.Payments, $"{PaymentHeader}\n{Row}T2,{Person},2024,一");
        Assert.Equal([null, ("short-row", "该行只有 4 列，表头有 6 列，可能被截断。")], rows.Select(row => Told(row.Problem)));
    }

    [Fact]
    public void A_quotation_mark_that_never_closes_refuses_the_file()
    {
        Assert.Equal(("truncated-file", "从第3行开始的引号到文件结尾都没有结束，文件可能被截断。请检查该行的引号。"),
            Told(Refused(FileKind.Payments, $"{PaymentHeader}\n{Row}\"{Row}{Row}")));
        Assert.Equal(("truncated-file", "从第2行开始的引号到文件结尾都没有结束，文件可能被截断。请检查该行的引号。"),
            Told(Refused(FileKind.Payments, $"{PaymentHeader}\n\"{string.Concat(Enumerable.Repeat(Row, 40_000))}")));
    }

    [Theory]
    [InlineData("", "empty-file", "文件是空的。")]
    [InlineData("\n\n", "empty-file", "文件是空的。")]
    [InlineData("村(社区),任务数\n三教村\0,1\n", "not-text", "第2行含有空字符，这不是文本文件或文件已损坏。")]
    public void What_is_no_table_is_refused(string text, string code, string reason) =>
        Assert.Equal((code, reason), Told(Refused(FileKind.Tasks, text)));

    [Fact]
    public void Other_programs_files_are_refused_with_a_way_out()
    {
        using var utf16 = new MemoryStream([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("村(社区),任务数\n")]);
        Assert.Equal(("unsupported-encoding", "文件是 UTF-16 编码（“Unicode 文本”）。请另存为 UTF-8 或 GB18030 的 CSV，或 XLSX。"),
            Told(Refused(FileKind.Tasks, utf16)));
        using var xls = new MemoryStream([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]);
        Assert.Equal(("old-workbook", "这是旧版 Excel 97-2003 工作簿（.xls）。请另存为 XLSX 或 CSV。"), Told(Refused(FileKind.Tasks, xls)));
    }

    [Fact]
    public void Totals_count_rows_as_printed_and_take_reversals_and_refunds_off()
    {
        var rows = Read(RowFormats.Payments, $"业务类型,原税票号码,{PaymentHeader}\n缴费,,{Row}缴费,,{Row}冲正,T1,{Row}退费,T1,T3,{Person},2024,一档,-80.5,2023-11-02\n合计,4,299.50\n");
        Assert.Equal(4, rows.Count);
        Assert.All(rows, row => Assert.Null(row.Problem));
    }

    [Theory]
    [InlineData("合计,3,760.00\n", "合计不符：合计行写明 3 笔 760 元，明细共 2 笔 760 元。整个文件未被接收，请核对是否缺行或重复。")]
    [InlineData("合计,2,759.99,,,\n", "合计不符：合计行写明 2 笔 759.99 元，明细共 2 笔 760 元。整个文件未被接收，请核对是否缺行或重复。")]
    [InlineData("合计,2\n", "第4行的“合计”无法读取，应为“合计,笔数,金额”。")]
    [InlineData("合计,2,760\nT9,x\n", "第4行是“合计”，但它不是最后一行。文件可能由几个文件拼接而成，请分别发送。")]
    public void Wrong_totals_refuse_the_file(string totals, string reason) =>
        Assert.Equal(reason, Refused(FileKind.Payments, $"{PaymentHeader}\n{Row}{Row}{totals}").Reason);

    [Fact]
    public void Totals_with_an_unreadable_amount_refuse_the_file_and_say_so()
    {
        var refusal = Refused(FileKind.Payments, $"{PaymentHeader}\n{Row}T2,{Person},2024,一档,38O,2023-11-02\n合计,2,760\n");
        Assert.Equal("合计不符：合计行写明 2 笔 760 元，明细共 2 笔 380 元。整个文件未被接收，请核对是否缺行或重复。其中 1 行的金额无法读取。", refusal.Reason);
    }

    [Theory]
    [MemberData(nameof(SampleFiles))]
    public void The_sample_areas_read_without_a_rejection(string path)
    {
        using var stream = File.OpenRead(path);
        var kind = FileKinds.Detect(FileReading.Head(stream).Header);
        Assert.Equal(Path.GetFileNameWithoutExtension(path), kind?.Code());
        var lines = File.ReadLines(path).Count() - 1;
        Assert.Equal((lines, 0), kind switch
        {
            FileKind.Residents => Counts(RowFormats.Residents, stream),
            FileKind.Identities => Counts(RowFormats.Identities, stream),
            FileKind.Declarations => Counts(RowFormats.Declarations, stream),
            FileKind.Withdrawals => Counts(RowFormats.Withdrawals, stream),
            FileKind.Payments => Counts(RowFormats.Payments, stream),
            _ => Counts(RowFormats.Tasks, stream),
        });
    }

    public static TheoryData<string> SampleFiles() =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "samples"), "*.csv", SearchOption.AllDirectories).Order()];

    private static (string Code, string Reason) Told(FileRefusedException refusal) => (refusal.Code, refusal.Reason);

    private static (string Code, string Reason)? Told(RowProblem? problem) => problem is null ? null : (problem.Code, problem.Reason);

    private static (int Rows, int Rejected) Counts<TRow>(RowFormat<TRow> format, Stream stream)
        where TRow : class, IFileRow
    {
        var rows = Read(format, stream);
        return (rows.Count, rows.Count(row => row.Problem is not null));
    }
}

using System.Text;

namespace ResidentInsurance.Files.Tests;

internal static class Reading
{
    public const string PaymentHeader = "电子税票号码,证件号码,缴费年度,档次,缴费金额,缴费时间";

    public const string Person = "500000199108100003";

    public const string Other = "50000019710214011X";

    public static MemoryStream Utf8(string text) => new(Encoding.UTF8.GetBytes(text));

    public static IReadOnlyList<ReadRow<TRow>> Read<TRow>(RowFormat<TRow> format, string text, FileOptions? options = null)
        where TRow : class, IFileRow => Read(format, Utf8(text), options);

    public static IReadOnlyList<ReadRow<TRow>> Read<TRow>(RowFormat<TRow> format, Stream stream, FileOptions? options = null)
        where TRow : class, IFileRow => [.. FileReading.Rows(stream, FileReading.Check(stream, format.Kind), format, options)];

    public static TRow One<TRow>(RowFormat<TRow> format, string text, FileOptions? options = null)
        where TRow : class, IFileRow
    {
        var row = Assert.Single(Read(format, text, options));
        Assert.Null(row.Problem);
        return row.Row!;
    }

    public static RowProblem Problem<TRow>(RowFormat<TRow> format, string text)
        where TRow : class, IFileRow
    {
        var row = Assert.Single(Read(format, text));
        Assert.NotNull(row.Problem);
        return row.Problem;
    }

    public static FileRefusedException Refused(FileKind kind, string text) => Refused(kind, Utf8(text));

    public static FileRefusedException Refused(FileKind kind, Stream stream) =>
        Assert.Throws<FileRefusedException>(() => FileReading.Check(stream, kind));
}

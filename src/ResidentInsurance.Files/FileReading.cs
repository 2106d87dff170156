using System.Text;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Files;

/// <summary>What a sender says about a file beside its contents.</summary>
/// <param name="AsOf">认定日期 of rows that have none.</param>
/// <param name="Department">认定部门 of rows that name none.</param>
public sealed record FileOptions(DateOnly? AsOf = null, string? Department = null)
{
    public static FileOptions None { get; } = new();
}

/// <summary>How a file is written.</summary>
public enum FileFormat
{
    CsvUtf8,
    CsvGb18030,
    Xlsx,
}

/// <summary>A file's first row, read without looking further.</summary>
public sealed record FileHead(FileFormat Format, IReadOnlyList<string> Header);

/// <summary>A file that was looked through once and can be read.</summary>
/// <param name="Rows">The number of rows to expect, for progress only: blank lines and a totals row may be among them.</param>
public sealed record CheckedFile(FileKind Kind, FileHead Head, int Rows);

/// <summary>One row of a file: what it says, or why it is rejected.</summary>
/// <param name="Raw">The row as it was written.</param>
public readonly record struct ReadRow<TRow>(int Line, string Raw, TRow? Row, RowProblem? Problem)
    where TRow : class, IFileRow;

/// <summary>A kind of file together with the rows that it holds.</summary>
public sealed class RowFormat<TRow>
    where TRow : class, IFileRow
{
    internal RowFormat(FileKind kind, Func<RowCells, TRow> parse) => (Kind, Parse) = (kind, parse);

    public FileKind Kind { get; }

    internal Func<RowCells, TRow> Parse { get; }
}

/// <summary>The six formats.</summary>
public static class RowFormats
{
    public static RowFormat<ResidentRow> Residents { get; } = new(FileKind.Residents, ResidentRow.Parse);

    public static RowFormat<IdentityRow> Identities { get; } = new(FileKind.Identities, IdentityRow.Parse);

    public static RowFormat<DeclarationRow> Declarations { get; } = new(FileKind.Declarations, DeclarationRow.Parse);

    public static RowFormat<WithdrawalRow> Withdrawals { get; } = new(FileKind.Withdrawals, WithdrawalRow.Parse);

    public static RowFormat<PaymentFileRow> Payments { get; } = new(FileKind.Payments, PaymentFileRow.Parse);

    public static RowFormat<TaskRow> Tasks { get; } = new(FileKind.Tasks, TaskRow.Parse);
}

/// <summary>Reads the files of offices: CSV in UTF-8, GBK or GB18030, and XLSX. Streams must be seekable; each call
/// begins at the stream's start.</summary>
public static class FileReading
{
    private static readonly byte[] ZipMark = "PK\u0003\u0004"u8.ToArray();
    private static readonly byte[] OldWorkbookMark = [0xD0, 0xCF, 0x11, 0xE0];

    /// <summary>The file's format and header; tells its kind with <see cref="FileKinds.Detect"/>.</summary>
    /// <exception cref="FileRefusedException">Empty, UTF-16, an old or damaged workbook.</exception>
    public static FileHead Head(Stream stream)
    {
        var format = FormatOf(stream);
        using var table = Open(stream, format);
        return new FileHead(format, table.Header);
    }

    /// <summary>Checks the whole file before any row takes effect: needed columns, encoding, an end that was cut off,
    /// control totals.</summary>
    /// <exception cref="FileRefusedException">With the reason in the sender's language.</exception>
    public static CheckedFile Check(Stream stream, FileKind kind)
    {
        var head = Head(stream);
        ColumnMap.For(kind, head.Header);
        var hasTotals = false;
        var rows = 0;
        var mustParse = head.Format == FileFormat.Xlsx;
        if (!mustParse)
        {
            stream.Position = 0;
            var text = TextCheck.Run(stream, EncodingOf(head.Format), kind == FileKind.Payments);
            rows = text.Lines - 1;
            hasTotals = text.TotalsLine > 0;
            mustParse = hasTotals || text.HasQuotes;
        }

        if (mustParse)
        {
            using var table = Open(stream, head.Format);
            rows = kind == FileKind.Payments && (hasTotals || head.Format == FileFormat.Xlsx)
                ? ControlTotals.Check(table)
                : Count(table);
        }

        return new CheckedFile(kind, head, rows);
    }

    /// <summary>The file's rows in order, each read or rejected. A totals row is not among them.</summary>
    public static IEnumerable<ReadRow<TRow>> Rows<TRow>(
        Stream stream, CheckedFile file, RowFormat<TRow> format, FileOptions? options = null)
        where TRow : class, IFileRow
    {
        using var table = Open(stream, file.Head.Format);
        var cells = new RowCells(table, ColumnMap.For(format.Kind, table.Header), options ?? FileOptions.None);
        while (table.Read())
        {
            if (format.Kind == FileKind.Payments && ControlTotals.IsTotals(table))
            {
                continue;
            }

            cells.Begin();
            var row = cells.Problem is null ? format.Parse(cells) : null;
            cells.End();
            yield return new ReadRow<TRow>(table.Line, table.Raw(), cells.Problem is null ? row : null, cells.Problem);
        }
    }

    private static int Count(ITable table)
    {
        var rows = 0;
        while (table.Read())
        {
            rows++;
        }

        return rows;
    }

    private static ITable Open(Stream stream, FileFormat format)
    {
        stream.Position = 0;
        return format == FileFormat.Xlsx ? new XlsxTable(stream) : new CsvTable(stream, LenientEncodingOf(format));
    }

    private static Encoding? EncodingOf(FileFormat format) => format == FileFormat.CsvGb18030 ? TextCheck.Gb18030 : null;

    // A header is read before the bytes of the file are checked, so a bad byte further on must not make that fail.
    private static Encoding? LenientEncodingOf(FileFormat format) =>
        format == FileFormat.CsvGb18030 ? Encoding.GetEncoding(TextCheck.Gb18030.CodePage) : null;

    // The header decides: Chinese text in GBK or GB18030 is practically never valid UTF-8.
    private static FileFormat FormatOf(Stream stream)
    {
        stream.Position = 0;
        Span<byte> start = new byte[64 * 1024];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.IsEmpty)
        {
            throw FileRefusals.Empty();
        }

        if (start.StartsWith(ZipMark))
        {
            return FileFormat.Xlsx;
        }

        if (start.StartsWith(OldWorkbookMark))
        {
            throw FileRefusals.OldWorkbook();
        }

        if (start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw FileRefusals.Utf16();
        }

        var end = start.IndexOf((byte)'\n');
        return TextCheck.IsValid(end < 0 ? start : start[..end], encoding: null)
            ? FileFormat.CsvUtf8
            : FileFormat.CsvGb18030;
    }
}

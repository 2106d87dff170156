using System.Text;
using CsvHelper;

namespace ResidentInsurance.Files;

/// <summary>RFC 4180, one record at a time. Fields are made into strings only when they are asked for.</summary>
internal sealed class CsvTable : ITable
{
    // Without a limit an unclosed quotation mark would turn the rest of the file into one record.
    private const int MaxRecordBytes = 1024 * 1024;

    private readonly CsvReader reader;
    private bool openQuote;

    /// <param name="encoding">Null for UTF-8, with or without a byte order mark.</param>
    public CsvTable(Stream stream, Encoding? encoding)
    {
        reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            Encoding = encoding,
            MaxRecordSize = MaxRecordBytes,
            TrackLineNumbers = true,
            OnMalformedRecord = Malformed,
        }, leaveOpen: true);
        Header = Read() ? [.. Enumerable.Range(0, FieldCount).Select(Field)] : throw FileRefusals.Empty();
    }

    public IReadOnlyList<string> Header { get; }

    public int Line { get; private set; }

    public int FieldCount => reader.FieldCount;

    public bool Damaged { get; private set; }

    public bool Read()
    {
        do
        {
            Damaged = false;
            if (!Advance())
            {
                return false;
            }

            Line = (int)reader.LineNumber;
        }
        while (IsBlank());

        return openQuote ? throw FileRefusals.OpenQuote(Line) : true;
    }

    public string Field(int index) => reader.GetString(index);

    public string Raw() => Encoding.UTF8.GetString(reader.RawRecord);

    public void Dispose() => reader.Dispose();

    public static string Quote(string field) => field.AsSpan().IndexOfAny(",\"\r\n") < 0
        ? field
        : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private bool Advance()
    {
        try
        {
            return reader.Read();
        }
        catch (CsvFormatException)
        {
            throw FileRefusals.OpenQuote(Line + 1);
        }
    }

    // A quotation mark inside an unquoted field is text, as RFC 4180 readers commonly take it.
    private void Malformed(CsvMalformedRecord record)
    {
        openQuote |= record.Reason == CsvMalformedReason.UnterminatedQuote;
        Damaged |= record.Reason == CsvMalformedReason.TextAfterClosingQuote;
    }

    private bool IsBlank()
    {
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (!reader.IsEmpty(i) && reader.GetSpan(i).ContainsAnyExcept(" \t\u3000"u8))
            {
                return false;
            }
        }

        return true;
    }
}

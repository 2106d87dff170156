using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace ResidentInsurance.Files;

/// <summary>The first sheet of a workbook, row by row. OpenXml finds the parts; the sheet's part is read as a plain
/// XML stream, which costs a third of OpenXml's own reader.</summary>
internal sealed class XlsxTable : ITable
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true, IgnoreWhitespace = false,
    };

    private readonly SpreadsheetDocument document;
    private readonly List<string> shared;
    private readonly WorkbookDates dates;
    private readonly XmlReader sheet;
    private readonly List<string> cells = [];
    private readonly StringBuilder text = new();

    public XlsxTable(Stream stream)
    {
        try
        {
            document = SpreadsheetDocument.Open(stream, isEditable: false);
            var workbook = document.WorkbookPart ?? throw FileRefusals.DamagedWorkbook();
            shared = SharedTexts(workbook);
            dates = WorkbookDates.Of(workbook);
            var first = workbook.Workbook.Sheets?.Elements<Sheet>().FirstOrDefault()?.Id?.Value;
            sheet = first is null
                ? throw FileRefusals.Empty()
                : XmlReader.Create(workbook.GetPartById(first).GetStream(), Settings);
            Header = Read() ? [.. cells] : throw FileRefusals.Empty();
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            throw FileRefusals.DamagedWorkbook();
        }
    }

    public IReadOnlyList<string> Header { get; } = [];

    public int Line { get; private set; }

    /// <summary>A workbook leaves out trailing empty cells, so a row never counts as too short.</summary>
    public int FieldCount => Math.Max(cells.Count, Header.Count);

    public bool Damaged => false;

    public bool Read()
    {
        try
        {
            while (sheet.Read())
            {
                if (sheet.NodeType == XmlNodeType.Element && sheet.LocalName == "row")
                {
                    ReadRow();
                    if (cells.Exists(cell => !string.IsNullOrWhiteSpace(cell)))
                    {
                        return true;
                    }
                }
                else if (sheet.NodeType == XmlNodeType.EndElement && sheet.LocalName == "sheetData")
                {
                    return false;
                }
            }

            return false;
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            throw FileRefusals.DamagedWorkbook();
        }
    }

    public string Field(int index) => index < cells.Count ? cells[index] : "";

    public string Raw() => string.Join(',', Enumerable.Range(0, FieldCount).Select(i => CsvTable.Quote(Field(i))));

    public void Dispose()
    {
        sheet.Dispose();
        document.Dispose();
    }

    private static bool IsDamage(Exception fault) =>
        fault is OpenXmlPackageException or XmlException or IOException or FormatException or ArgumentException
            or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or InvalidDataException;

    private static List<string> SharedTexts(WorkbookPart workbook)
    {
        var texts = new List<string>();
        if (workbook.SharedStringTablePart is not { } part)
        {
            return texts;
        }

        var builder = new StringBuilder();
        using var reader = XmlReader.Create(part.GetStream(), Settings);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "si")
            {
                texts.Add(ReadText(reader, builder));
            }
        }

        return texts;
    }

    private void ReadRow()
    {
        Line = int.TryParse(sheet.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            ? line
            : Line + 1;
        cells.Clear();
        if (sheet.IsEmptyElement)
        {
            return;
        }

        while (sheet.Read() && !(sheet.NodeType == XmlNodeType.EndElement && sheet.LocalName == "row"))
        {
            if (sheet.NodeType == XmlNodeType.Element && sheet.LocalName == "c")
            {
                var index = ColumnOf(sheet.GetAttribute("r")) ?? cells.Count;
                if (index is < 0 or > 16_384)
                {
                    throw new FormatException("A cell's place is not one.");
                }

                while (cells.Count < index)
                {
                    cells.Add("");
                }

                var (type, style) = (sheet.GetAttribute("t"), sheet.GetAttribute("s"));
                cells.Add(sheet.IsEmptyElement ? "" : Shown(ReadText(sheet, text), type, style));
            }
        }
    }

    // Texts are in v, is/t and r/t; phonetic hints (rPh) and formulas (f) are not the cell's content.
    private static string ReadText(XmlReader reader, StringBuilder builder)
    {
        if (reader.IsEmptyElement)
        {
            return "";
        }

        builder.Clear();
        var (depth, wanted) = (reader.Depth, false);
        while (reader.Read() && reader.Depth > depth)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName is "rPh" or "f":
                    reader.Skip();
                    // Skip stops on the following node, which the loop would then miss.
                    if (reader.Depth <= depth)
                    {
                        return builder.ToString();
                    }

                    wanted = reader.NodeType == XmlNodeType.Element && reader.LocalName is "v" or "t";
                    break;
                case XmlNodeType.Element:
                    wanted = reader.LocalName is "v" or "t" && !reader.IsEmptyElement;
                    break;
                case XmlNodeType.EndElement:
                    wanted = false;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when wanted:
                    builder.Append(reader.Value);
                    break;
                default:
                    break;
            }
        }

        return builder.ToString();
    }

    private string Shown(string value, string? type, string? style) => type switch
    {
        "s" => shared[int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture)],
        null or "n" when value.Length > 0 => dates.IsDate(style) ? dates.Show(value) : ShownNumber(value),
        _ => value,
    };

    // A workbook keeps 15 digits of a number: 380.1 may be stored as 380.10000000000002, and a longer ID number has
    // lost its last digits: it is left in a form that no reader takes for an ID number.
    private static string ShownNumber(string value)
    {
        if (!decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return value;
        }

        return Math.Abs(number) >= 1_000_000_000_000_000m
            ? number.ToString("0.##############E+0", CultureInfo.InvariantCulture)
            : Math.Round(number, 9).ToString("0.#########", CultureInfo.InvariantCulture);
    }

    private static int? ColumnOf(string? reference)
    {
        var column = 0;
        foreach (var c in reference.AsSpan())
        {
            if (!char.IsAsciiLetterUpper(c))
            {
                break;
            }

            column = column * 26 + (c - 'A' + 1);
        }

        return column == 0 ? null : column - 1;
    }
}

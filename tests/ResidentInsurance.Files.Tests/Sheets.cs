using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace ResidentInsurance.Files.Tests;

/// <summary>Makes workbooks as spreadsheet programs do: shared and inline texts, numbers, dates, gaps.</summary>
internal static class Sheets
{
    public static MemoryStream Of(params object?[][] rows)
    {
        var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            var sheet = workbook.AddNewPart<WorksheetPart>();
            workbook.Workbook = new Workbook(new DocumentFormat.OpenXml.Spreadsheet.Sheets(
                new Sheet { Id = workbook.GetIdOfPart(sheet), SheetId = 1, Name = "表" }));
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = new Stylesheet(
                new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "yyyy\"年\"m\"月\"d\"日\"" }),
                new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 14 }, new CellFormat { NumberFormatId = 164 }));
            var shared = new SharedStringTable();
            workbook.AddNewPart<SharedStringTablePart>().SharedStringTable = shared;
            sheet.Worksheet = new Worksheet(new SheetData(rows.Select((row, r) => RowOf(row, r + 1, shared))));
        }

        stream.Position = 0;
        return stream;
    }

    private static Row RowOf(object?[] values, int line, SharedStringTable shared) =>
        new(values.Select((value, c) => CellOf(value, $"{(char)('A' + c)}{line}", shared)).OfType<Cell>())
        {
            RowIndex = (uint)line,
        };

    private static Cell? CellOf(object? value, string place, SharedStringTable shared) => value switch
    {
        null => null,
        DateOnly day => new Cell(new CellValue(Serial(day.ToDateTime(TimeOnly.MinValue)))) { CellReference = place, StyleIndex = 1 },
        DateTime time => new Cell(new CellValue(Serial(time))) { CellReference = place, StyleIndex = 2 },
        string text when text.StartsWith('>') => new Cell(new InlineString(new Text(text[1..])))
        {
            CellReference = place, DataType = CellValues.InlineString,
        },
        string text => new Cell(new CellValue(Share(text, shared))) { CellReference = place, DataType = CellValues.SharedString },
        IFormattable number => new Cell(new CellValue(number.ToString("R", CultureInfo.InvariantCulture))) { CellReference = place },
        _ => throw new ArgumentException("No such cell.", nameof(value)),
    };

    private static string Share(string text, SharedStringTable shared)
    {
        // As Chinese and Japanese spreadsheets do: a reading beside the text, which is not part of it.
        shared.AppendChild(new SharedStringItem(new Run(new Text(text)),
            new PhoneticRun(new Text("读音")) { BaseTextStartIndex = 0, EndingBaseIndex = 1 }));
        return (shared.ChildElements.Count - 1).ToString(CultureInfo.InvariantCulture);
    }

    private static string Serial(DateTime time) => time.ToOADate().ToString("R", CultureInfo.InvariantCulture);
}

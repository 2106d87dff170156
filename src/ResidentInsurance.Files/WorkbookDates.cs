using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace ResidentInsurance.Files;

/// <summary>Which cell styles of a workbook show dates, and how its day numbers are read.</summary>
internal sealed class WorkbookDates
{
    private readonly HashSet<string> dateStyles;
    private readonly DateTime epoch;

    private WorkbookDates(HashSet<string> dateStyles, bool from1904)
    {
        this.dateStyles = dateStyles;
        // Day 60 of the 1900 system is a 29 February that never was; all dates here are later.
        epoch = from1904 ? new DateTime(1904, 1, 1) : new DateTime(1899, 12, 30);
    }

    public static WorkbookDates Of(WorkbookPart workbook)
    {
        var sheet = workbook.WorkbookStylesPart?.Stylesheet;
        var own = sheet?.NumberingFormats?.Elements<NumberingFormat>()
            .Where(format => format.NumberFormatId is not null && IsDateFormat(format.FormatCode?.Value ?? ""))
            .Select(format => format.NumberFormatId!.Value).ToHashSet() ?? [];
        var styles = new HashSet<string>();
        var index = 0;
        foreach (var format in sheet?.CellFormats?.Elements<CellFormat>() ?? [])
        {
            var id = format.NumberFormatId?.Value ?? 0;
            // Built-in date formats: 14–22 everywhere, 27–36 and 50–58 in Chinese workbooks, 45–47 times.
            if (id is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58) || own.Contains(id))
            {
                styles.Add(index.ToString(CultureInfo.InvariantCulture));
            }

            index++;
        }

        return new WorkbookDates(styles, workbook.Workbook.WorkbookProperties?.Date1904?.Value ?? false);
    }

    public bool IsDate(string? style) => style is not null && dateStyles.Contains(style);

    /// <summary>A day number as text; anything else stays as it is.</summary>
    public string Show(string value)
    {
        if (!decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var days)
            || days is < 1m or > 2_958_465m)
        {
            return value;
        }

        // Offices write whole seconds; a day number may be off by a fraction of one.
        var time = epoch.AddSeconds((double)Math.Round(days * 86_400m));
        return time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private static bool IsDateFormat(string code)
    {
        var (quoted, bracketed) = (false, false);
        foreach (var c in code)
        {
            quoted ^= c == '"';
            bracketed = c == '[' || (bracketed && c != ']');
            if (!quoted && !bracketed && c is 'y' or 'd' or 'Y' or 'D' or 'h' or 'H')
            {
                return true;
            }
        }

        return false;
    }
}

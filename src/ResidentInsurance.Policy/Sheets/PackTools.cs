using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>One difference between two packs: a cell of the tables that <see cref="PackTools.Show"/> prints.</summary>
/// <param name="Before">Null where the row or column is new.</param>
/// <param name="After">Null where it is gone.</param>
public sealed record PackDifference(string Section, string Row, string Column, string? Before, string? After)
{
    public override string ToString() =>
        $"{Section} / {Row} / {Column}：{Before ?? Texts.Sheet_Nothing} → {After ?? Texts.Sheet_Nothing}";
}

/// <summary>What people do with packs: check one, read one, draft the next year's, compare two.</summary>
public static partial class PackTools
{
    /// <summary>Stands behind every line of a draft that must be compared with the new notice. A pack with one of
    /// them is refused.</summary>
    public const string DraftMark = PackReader.DraftMark;

    /// <summary>Everything that is wrong with a file; empty for a good pack.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<PackFault> Check(string path)
    {
        try
        {
            _ = PackLibrary.Read(path);
            return [];
        }
        catch (PackRefusedException refused)
        {
            return refused.Faults;
        }
    }

    /// <summary>The pack as tables, to be held beside its notice.</summary>
    public static IReadOnlyList<PackSection> Sections(CompiledPack pack) => PackSheet.Of(pack);

    /// <summary>The same as text in Chinese, columns aligned for a terminal.</summary>
    public static string Show(CompiledPack pack)
    {
        var text = new StringBuilder();
        foreach (var section in PackSheet.Of(pack))
        {
            text.Append("## ").AppendLine(section.Title).AppendLine();
            TextTable.Write(section.Columns, section.Rows, text);
            text.AppendLine();
        }

        return text.ToString();
    }

    /// <summary>What differs, cell by cell, in the order of <see cref="Show"/>.</summary>
    public static IReadOnlyList<PackDifference> Diff(CompiledPack before, CompiledPack after)
    {
        var differences = new List<PackDifference>();
        foreach (var (former, next) in PackSheet.Of(before).Zip(PackSheet.Of(after)))
        {
            var title = former.Title == before.Title ? Texts.Sheet_Header : former.Title;
            var (old, now) = (Cells(former), Cells(next));
            foreach (var cell in old.Keys.Union(now.Keys))
            {
                var (was, isNow) = (old.GetValueOrDefault(cell), now.GetValueOrDefault(cell));
                if (was != isNow)
                {
                    differences.Add(new PackDifference(title, cell.Row, cell.Column, was, isNow));
                }
            }
        }

        return differences;
    }

    /// <summary>Next year's pack from this year's file: id, version, year and every date moved; every other line that
    /// says something is marked, comments too, as they speak of the notice that they were written for. It is refused
    /// until the last mark is gone.</summary>
    /// <param name="text">The file that <paramref name="former"/> was read from.</param>
    public static string Draft(CompiledPack former, string text, int year)
    {
        var draft = new StringBuilder();
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            draft.Append(DraftLine(line, former, year)).Append('\n');
        }

        return draft.ToString();
    }

    private static string DraftLine(string line, CompiledPack former, int year)
    {
        var old = former.Year.ToString(CultureInfo.InvariantCulture);
        var now = year.ToString(CultureInfo.InvariantCulture);
        if (line.StartsWith("id:", StringComparison.Ordinal))
        {
            var id = former.Id.Value;
            return id.Contains(old, StringComparison.Ordinal) ? $"id: {id.Replace(old, now, StringComparison.Ordinal)}" : $"id: {id}-{now}";
        }

        if (line.StartsWith("version:", StringComparison.Ordinal))
        {
            return "version: 1";
        }

        if (line.StartsWith("year:", StringComparison.Ordinal))
        {
            return $"year: {now}";
        }

        if (string.IsNullOrWhiteSpace(line) || HeadingAlone().IsMatch(line))
        {
            return line;
        }

        var moved = line.TrimStart().StartsWith('#') ? line
            : line.StartsWith("title:", StringComparison.Ordinal) ? line.Replace(old, now, StringComparison.Ordinal)
            : DateText().Replace(line, match => Moved(match.Value, year - former.Year));
        return $"{moved}  {DraftMark}";
    }

    // The last day of a month stays one: a window that ended with February still does.
    private static string Moved(string text, int years)
    {
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || date.Year + years > DateOnly.MaxValue.Year)
        {
            return text;
        }

        var moved = date.AddYears(years);
        if (date.Day == DateTime.DaysInMonth(date.Year, date.Month))
        {
            moved = new DateOnly(moved.Year, moved.Month, DateTime.DaysInMonth(moved.Year, moved.Month));
        }

        return moved.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static Dictionary<(string Row, string Column), string> Cells(PackSection section)
    {
        var cells = new Dictionary<(string, string), string>();
        var seen = new Dictionary<string, int>();
        foreach (var row in section.Rows)
        {
            // A name that repeats gets a number: a pack may have two targets or two reports.
            var count = seen[row[0]] = seen.GetValueOrDefault(row[0]) + 1;
            var name = count == 1 ? row[0] : string.Create(CultureInfo.InvariantCulture, $"{row[0]} ({count})");
            for (var i = 1; i < row.Count; i++)
            {
                cells[(name, section.Columns[i])] = row[i];
            }
        }

        return cells;
    }

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}\b", RegexOptions.None, 1000)]
    private static partial Regex DateText();

    // "rows:", "- villages:": what it holds stands on the lines below it.
    [GeneratedRegex(@"^\s*(-\s+)*[A-Za-z-]+:\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HeadingAlone();
}

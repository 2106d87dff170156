using System.Text;

namespace ResidentInsurance.Policy;

/// <summary>Columns aligned for a terminal, where a Chinese character is as wide as two letters.</summary>
internal static class TextTable
{
    public static void Write(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows, StringBuilder text)
    {
        var widths = columns
            .Select((name, column) => rows.Select(row => Width(row[column])).Append(Width(name)).Max())
            .ToArray();
        WriteRow(columns, widths, text);
        WriteRow([.. widths.Select(width => new string('-', width))], widths, text);
        foreach (var row in rows)
        {
            WriteRow(row, widths, text);
        }
    }

    private static void WriteRow(IReadOnlyList<string> cells, int[] widths, StringBuilder text)
    {
        var start = text.Length;
        for (var column = 0; column < cells.Count; column++)
        {
            text.Append(cells[column]).Append(' ', widths[column] - Width(cells[column]) + 2);
        }

        while (text.Length > start && text[^1] == ' ')
        {
            text.Length--;
        }

        text.AppendLine();
    }

    private static int Width(string text) => text.Sum(c => c >= '\u2E80' ? 2 : 1);
}

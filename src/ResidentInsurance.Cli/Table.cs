using System.Text;

namespace ResidentInsurance.Cli;

/// <summary>A table for people on a terminal. A Chinese character is two columns wide.</summary>
internal sealed class Table(params string[] header)
{
    private readonly List<string[]> rows = [header];

    public void Add(params string[] cells) => rows.Add(cells);

    /// <summary>Figures stand right, words left.</summary>
    public override string ToString()
    {
        var widths = header.Select((_, column) => rows.Max(row => Width(row[column]))).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length; column++)
            {
                var blanks = new string(' ', widths[column] - Width(row[column]));
                text.Append(column == 0 ? "" : "  ")
                    .Append(IsFigure(column) ? blanks + row[column] : row[column] + blanks);
            }

            while (text[^1] == ' ')
            {
                text.Length--;
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private bool IsFigure(int column) => rows.Skip(1).All(row => row[column].All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '%'))
        && rows.Count > 1;

    private static int Width(string text) => text.Sum(c => c is >= '\u1100' and (<= '\u115F' or >= '\u2E80') and not (>= '\uFF61' and <= '\uFFDC') ? 2 : 1);
}

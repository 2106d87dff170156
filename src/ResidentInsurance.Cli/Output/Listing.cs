using Spectre.Console;
using Spectre.Console.Rendering;

namespace ResidentInsurance.Cli.Output;

/// <summary>A column of a <see cref="Listing"/>; where no column has a title, there is no header.</summary>
internal sealed record Column(string Title, bool RightAligned, bool Breakable)
{
    /// <summary>Short words, never broken.</summary>
    public static Column Words(string title) => new(title, RightAligned: false, Breakable: false);

    /// <summary>Figures or dates.</summary>
    public static Column Figures(string title) => new(title, RightAligned: true, Breakable: false);

    /// <summary>Sentences: on a narrow terminal they go on in the next line.</summary>
    public static Column Sentences(string title) => new(title, RightAligned: false, Breakable: true);
}

/// <summary>A table for people: figures stand right, words left, and lines end clean, so that <c>grep</c> and <c>awk</c>
/// can read them as well.</summary>
internal sealed class Listing(params Column[] columns)
{
    private const int Gap = 2;

    // Chinese has no blanks to break at: a sentence is broken anywhere, but not into crumbs.
    private const int NarrowestSentence = 16;

    // A table of the library holds kilobytes for each row while it is laid out; a county has a million rows.
    private const int RowsOfPiece = 1000;

    private readonly List<string[]> rows = [];

    public bool IsEmpty => rows.Count == 0;

    /// <summary>A row of plain text: a bracket in a name is no markup.</summary>
    public void Add(params string[] cells) => rows.Add(cells);

    /// <summary>As it stands on this terminal; in a file or a pipe as wide as it is.</summary>
    public string ToText() => ToText(TextLayout.Columns);

    /// <summary>As it stands on a terminal of so many columns. What cannot be broken is never cut off.</summary>
    public string ToText(int terminal) => string.Concat(Pieces(terminal));

    /// <summary>The same in pieces that fit into memory one by one.</summary>
    public IEnumerable<string> Pieces() => Pieces(TextLayout.Columns);

    private static int Sum(IEnumerable<int> widths) => widths.Sum(width => width + Gap) - Gap;

    private IEnumerable<string> Pieces(int terminal)
    {
        var titled = columns.Any(column => column.Title.Length > 0);
        var widths = columns.Select((column, at) => rows.Select(row => row[at]).Prepend(column.Title).Max(TextLayout.Width)).ToArray();
        if (rows.Count <= RowsOfPiece && Sum(widths) > terminal)
        {
            var narrowest = widths.Select((width, at) => columns[at].Breakable ? Math.Min(width, NarrowestSentence) : width);
            yield return Table(rows, widths: null, titled).ToText(Math.Max(terminal, Sum(narrowest)));
            yield break;
        }

        for (var from = 0; from == 0 || from < rows.Count; from += RowsOfPiece)
        {
            yield return Table(rows.Skip(from).Take(RowsOfPiece), widths, titled && from == 0).ToText(TextLayout.Unlimited);
        }
    }

    private Table Table(IEnumerable<string[]> shown, int[]? widths, bool header)
    {
        var table = new Table { ShowHeaders = header }.NoBorder();
        for (var at = 0; at < columns.Length; at++)
        {
            var column = new TableColumn(new UnbrokenCell(columns[at].Title)) { NoWrap = !columns[at].Breakable, Width = widths?[at] };
            column.Alignment(columns[at].RightAligned ? Justify.Right : Justify.Left).Padding(0, 0, at < columns.Length - 1 ? Gap : 0, 0);
            table.AddColumn(column);
        }

        foreach (var row in shown)
        {
            table.AddRow(row.Select((cell, at) => columns[at].Breakable && widths is null ? new Text(cell) : (IRenderable)new UnbrokenCell(cell)));
        }

        return table;
    }
}

using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ResidentInsurance.Cli.Output;

/// <summary>What the library lays out, as plain text.</summary>
internal static class TextLayout
{
    /// <summary>Where nobody sees lines wrap.</summary>
    public const int Unlimited = 1_000_000;

    /// <summary>Of the terminal; in a file or a pipe a line is as long as it is.</summary>
    public static int Columns => Console.IsOutputRedirected ? Unlimited : Console.WindowWidth;

    /// <summary>How many columns of a terminal a text takes: a Chinese character takes two.</summary>
    public static int Width(string text) => new Segment(text).CellCount();

    public static string ToText(this IRenderable shown, int terminal)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = terminal;
        console.Write(shown);
        return Clean(text.ToString());
    }

    // Cells are filled up with blanks, at the line's end too.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            clean.Append(line.TrimEnd(' ')).Append('\n');
        }

        clean.Length -= text.EndsWith('\n') ? 1 : 0; // after the last line's end there is no line
        return clean.ToString();
    }
}

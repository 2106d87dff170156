using Spectre.Console;
using Spectre.Console.Rendering;

namespace ResidentInsurance.Cli.Output;

/// <summary>A cell whose text stays in one line. A listing of a county has a million of them, and one of the library's
/// paragraphs, which can be broken and styled, costs several times as much.</summary>
internal sealed class UnbrokenCell(string text) : Renderable
{
    private readonly Segment segment = new(text);

    protected override Measurement Measure(RenderOptions options, int maxWidth)
    {
        var width = segment.CellCount();
        return new Measurement(width, width);
    }

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        options.Justification == Justify.Right ? [Segment.Padding(maxWidth - segment.CellCount()), segment] : [segment];
}

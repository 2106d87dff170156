namespace ResidentInsurance.Cli.Output;

/// <summary>How far something has come, for a log: one line each five per cent, or where it jumps, one for the jump.</summary>
internal sealed class ProgressLines(TextWriter output)
{
    private const int StepPerCent = 5;

    private long? shown;

    public void Show(long done, long of)
    {
        var perCent = of == 0 ? 100 : 100 * done / of;
        if (shown is { } before && perCent / StepPerCent <= before / StepPerCent)
        {
            return;
        }

        shown = perCent;
        output.WriteLine(string.Format(Texts.ProgressLine, perCent, done, of));
    }
}

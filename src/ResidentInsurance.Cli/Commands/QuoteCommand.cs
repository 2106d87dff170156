using System.CommandLine;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Cli;

/// <summary><c>ri quote</c>: JSON lines from standard input to standard output, in order; no server needed.</summary>
internal static class QuoteCommand
{
    public static Command Create()
    {
        var packs = CommonOptions.Packs();
        var command = new Command("quote", Texts.AboutQuote) { packs };
        command.SetAction((words, cancellation) => RunAsync(words.GetRequiredValue(packs), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string packs, CancellationToken cancellation)
    {
        using var lines = new QuoteLines(PackFiles.Library(packs));
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        lines.Run(input, output, cancellation);
        return ExitCodes.Done;
    }
}

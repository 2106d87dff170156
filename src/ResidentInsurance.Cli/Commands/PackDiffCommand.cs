using System.CommandLine;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Cli;

/// <summary><c>ri pack diff A B</c>: what differs, cell by cell.</summary>
internal static class PackDiffCommand
{
    public static Command Create()
    {
        var packs = CommonOptions.Packs();
        var before = PackCommand.Pack("before", Texts.AboutPackBefore, Texts.ValuePackBefore);
        var after = PackCommand.Pack("after", Texts.AboutPackAfter, Texts.ValuePackAfter);
        var command = new Command("diff", Texts.AboutPackDiff) { before, after, packs };
        command.SetAction((words, _) => RunAsync(
            words.GetRequiredValue(packs), words.GetRequiredValue(before), words.GetRequiredValue(after)));
        return command;
    }

    private static async Task<int> RunAsync(string packs, string before, string after)
    {
        foreach (var difference in PackTools.Diff(PackFiles.Read(packs, before), PackFiles.Read(packs, after)))
        {
            await Console.Out.WriteLineAsync(difference.ToString());
        }

        return ExitCodes.Done;
    }
}

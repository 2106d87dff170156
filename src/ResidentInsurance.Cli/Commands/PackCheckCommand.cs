using System.CommandLine;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Cli;

/// <summary><c>ri pack check [FILE…]</c>: names each fault with its file and line.</summary>
internal static class PackCheckCommand
{
    public static Command Create()
    {
        var packs = CommonOptions.Packs();
        var files = new Argument<string[]>("file")
        {
            Description = Texts.AboutPackFiles, HelpName = Texts.ValueFile, Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("check", Texts.AboutPackCheck) { files, packs };
        command.SetAction((words, _) => RunAsync(words.GetRequiredValue(packs), words.GetValue(files) ?? []));
        return command;
    }

    private static async Task<int> RunAsync(string packs, string[] named)
    {
        IReadOnlyList<string> files = named.Length == 0
            ? PackFiles.Of(packs)
            : [.. named.SelectMany(name => Directory.Exists(name) ? PackFiles.Of(name) : [Existing(name)])];
        var refused = false;
        foreach (var file in files)
        {
            var faults = PackTools.Check(file);
            refused |= faults.Count > 0;
            foreach (var fault in faults)
            {
                await Console.Error.WriteLineAsync($"{file}:{fault.Line}: {fault.Sentence(Language.Present)}");
            }

            if (faults.Count == 0)
            {
                await Console.Out.WriteLineAsync(string.Format(Texts.PackGood, file));
            }
        }

        return refused ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static string Existing(string path) =>
        File.Exists(path) ? path : throw new CliException(string.Format(Texts.NoSuchFile, path));
}

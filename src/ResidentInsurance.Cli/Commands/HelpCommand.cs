using System.CommandLine;

namespace ResidentInsurance.Cli;

/// <summary><c>ri help [COMMAND…]</c>: the same as <c>--help</c> behind the command.</summary>
internal static class HelpCommand
{
    public static Command Create()
    {
        var named = new Argument<string[]>("command")
        {
            Description = Texts.AboutHelpArgument, HelpName = Texts.HelpCommandWord, Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("help", Texts.AboutHelp) { named };
        command.SetAction((words, _) => RunAsync(words.GetValue(named) ?? []));
        return command;
    }

    private static Task<int> RunAsync(string[] named)
    {
        // Without --help a name that is not known would pass: help clears errors.
        var alone = RiCommand.Parse(named);
        return Misuse.IsIn(alone) && alone.UnmatchedTokens.Count > 0
            ? Misuse.TellAsync(alone)
            : RiCommand.Parse([.. named, "--help"]).InvokeAsync();
    }
}

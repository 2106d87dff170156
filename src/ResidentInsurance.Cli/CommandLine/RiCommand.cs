using System.CommandLine;
using System.CommandLine.Help;

namespace ResidentInsurance.Cli;

/// <summary><c>ri</c>: the root of all commands. Each command has a file of its own.</summary>
internal static class RiCommand
{
    public const string Name = "ri";

    // A word is what it is: @name is no file of words, and -ab is not -a -b.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public static ParseResult Parse(IReadOnlyList<string> words) => Create().Parse(words, Parsing);

    public static RootCommand Create()
    {
        var ri = new RootCommand(Texts.AboutRi)
        {
            SendCommand.Create(),
            ProgressCommand.Create(),
            EnrollmentsCommand.Create(),
            LookupCommand.Create(),
            PoisonCommand.Create(),
            CampaignCommand.Create(),
            RebuildCommand.Create(),
            QuoteCommand.Create(),
            GenerateCommand.Create(),
            DemoCommand.Create(),
            PackCommand.Create(),
            HelpCommand.Create(),
            CommonOptions.Data(),
        };
        var help = ri.Options.OfType<HelpOption>().Single();
        (help.Description, help.Action) = (Texts.AboutHelpOption, new HelpScreen());
        ri.Options.OfType<VersionOption>().Single().Description = Texts.AboutVersion;
        ri.SetAction(HelpScreen.Show); // alone it says what it can do
        return ri;
    }
}

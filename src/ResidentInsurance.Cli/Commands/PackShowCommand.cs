using System.CommandLine;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Cli;

/// <summary><c>ri pack show ID</c>: a pack as tables, to hold beside the notice.</summary>
internal static class PackShowCommand
{
    public static Command Create()
    {
        var packs = CommonOptions.Packs();
        var pack = PackCommand.Pack("pack", Texts.AboutPackArgument, Texts.ValuePack);
        var command = new Command("show", Texts.AboutPackShow) { pack, packs };
        command.SetAction(async (words, _) =>
        {
            await Console.Out.WriteAsync(PackTools.Show(PackFiles.Read(words.GetRequiredValue(packs), words.GetRequiredValue(pack))));
            return ExitCodes.Done;
        });
        return command;
    }
}

using System.CommandLine;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Cli;

/// <summary><c>ri pack new --from ID --year N</c>: next year's draft, with a mark at all that must be looked at.</summary>
internal static class PackNewCommand
{
    public static Command Create()
    {
        var packs = CommonOptions.Packs();
        var from = new Option<string>("--from") { Description = Texts.AboutFrom, HelpName = Texts.ValuePack, Required = true };
        var year = CommonOptions.Number("--year", Texts.AboutYear, 2000, 2100);
        year.Required = true;
        var target = new Option<string>("--out") { Description = Texts.AboutDraftOut, HelpName = Texts.ValueFile };
        var command = new Command("new", Texts.AboutPackNew) { from, year, target, packs };
        command.SetAction((words, _) => RunAsync(words.GetRequiredValue(packs), words.GetRequiredValue(from),
            words.GetRequiredValue(year)!.Value, words.GetValue(target)));
        return command;
    }

    private static async Task<int> RunAsync(string packs, string from, int year, string? target)
    {
        var former = PackFiles.Read(packs, from); // a draft of a faulty pack would only spread its faults
        if (year <= former.Year)
        {
            throw new UsageException(string.Format(Texts.YearNotLater, former.Id, former.Year));
        }

        var draft = PackTools.Draft(former, await File.ReadAllTextAsync(PackFiles.PathOf(packs, from)), year);
        if (target is null)
        {
            await Console.Out.WriteAsync(draft);
            return ExitCodes.Done;
        }

        if (File.Exists(target))
        {
            throw new CliException(string.Format(Texts.FileThere, target)); // somebody's work, perhaps
        }

        await File.WriteAllTextAsync(target, draft);
        await Console.Error.WriteLineAsync(string.Format(Texts.PackDrafted, target, draft.Split(PackTools.DraftMark).Length - 1));
        return ExitCodes.Done;
    }
}

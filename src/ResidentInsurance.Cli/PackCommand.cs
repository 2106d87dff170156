using ResidentInsurance.Contracts;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Cli;

/// <summary><c>ri pack check|show|new|diff|impact</c>: for whoever writes a pack; only impact needs a running instance.</summary>
internal static class PackCommand
{
    public static Task<int> RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        arguments.Allow("packs", "from", "year", "out", "campaign", "json");
        var packs = GenerateCommand.PacksFolder(arguments);
        return arguments.Rest switch
        {
            ["check", .. var files] => CheckAsync(files.Count > 0 ? files : [.. Directory.GetFiles(packs, "*.yaml").Order(StringComparer.Ordinal)]),
            ["show", var pack] => ShowAsync(PathOf(packs, pack)),
            ["new"] => NewAsync(arguments, packs),
            ["diff", var before, var after] => DiffAsync(PathOf(packs, before), PathOf(packs, after)),
            ["impact", var before, var after] => PackImpactCommand.RunAsync(
                arguments, Read(PathOf(packs, before)), Read(PathOf(packs, after)), cancellation),
            _ => throw new UsageException(Texts.Usage),
        };
    }

    private static async Task<int> CheckAsync(IReadOnlyList<string> files)
    {
        var refused = false;
        foreach (var file in files)
        {
            var faults = PackTools.Check(Existing(file));
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

    private static async Task<int> ShowAsync(string path)
    {
        await Console.Out.WriteAsync(PackTools.Show(Read(path)));
        return ExitCodes.Done;
    }

    private static async Task<int> NewAsync(Arguments arguments, string packs)
    {
        var from = PathOf(packs, arguments.Needed("from"));
        var year = arguments.Number("year", 2000, 2100) ?? throw new UsageException(string.Format(Texts.OptionMissing, "--year"));
        Read(from); // a draft of a faulty pack would only spread its faults
        var draft = PackTools.Draft(await File.ReadAllTextAsync(from), year);
        if (arguments.Value("out") is { } target)
        {
            await File.WriteAllTextAsync(target, draft);
            await Console.Error.WriteLineAsync(string.Format(
                Texts.PackDrafted, target, draft.Split(PackTools.DraftMark).Length - 1));
        }
        else
        {
            await Console.Out.WriteAsync(draft);
        }

        return ExitCodes.Done;
    }

    private static async Task<int> DiffAsync(string before, string after)
    {
        foreach (var difference in PackTools.Diff(Read(before), Read(after)))
        {
            await Console.Out.WriteLineAsync(difference.ToString());
        }

        return ExitCodes.Done;
    }

    private static CompiledPack Read(string path)
    {
        try
        {
            return PackLibrary.Read(path);
        }
        catch (PackRefusedException refusal)
        {
            throw new CliException(string.Join('\n', refusal.Faults.Select(
                fault => $"{path}:{fault.Line}: {fault.Sentence(Language.Present)}")));
        }
    }

    // A pack is named by its campaign or by its file.
    private static string PathOf(string packs, string name) =>
        CampaignId.TryParse(name, out _) && File.Exists(Path.Combine(packs, name + ".yaml"))
            ? Path.Combine(packs, name + ".yaml")
            : Existing(name);

    private static string Existing(string path) =>
        File.Exists(path) ? path : throw new CliException(string.Format(Texts.NoSuchFile, path));
}

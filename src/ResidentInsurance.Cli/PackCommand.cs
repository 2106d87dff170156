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
            ["check"] => CheckAsync(FilesOf(packs)),
            ["check", .. var named] => CheckAsync([.. named.SelectMany(name => Directory.Exists(name) ? FilesOf(name) : [Existing(name)])]),
            ["show", var pack] => ShowAsync(PathOf(packs, pack)),
            ["new"] => NewAsync(arguments, packs),
            ["diff", var before, var after] => DiffAsync(PathOf(packs, before), PathOf(packs, after)),
            ["impact", var before, var after] => PackImpactCommand.RunAsync(
                arguments, Read(PathOf(packs, before)), Read(PathOf(packs, after)), cancellation),
            _ => throw new UsageException(Usage()),
        };
    }

    /// <summary>All packs of a folder.</summary>
    /// <exception cref="CliException">There is none, or one has a fault: with file, line and sentence.</exception>
    public static PackLibrary Library(string folder)
    {
        _ = FilesOf(folder);
        try
        {
            return PackLibrary.Load(folder);
        }
        catch (PackRefusedException refusal)
        {
            throw Refused(refusal, fault => Path.Combine(folder, fault.File));
        }
    }

    // The part of the usage that is of packs.
    private static string Usage()
    {
        var lines = Texts.Usage.Split('\n');
        return string.Join('\n', lines.Where(line => line.StartsWith("  pack ", StringComparison.Ordinal)).Prepend(lines[0]));
    }

    private static async Task<int> CheckAsync(IReadOnlyList<string> files)
    {
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

    private static async Task<int> ShowAsync(string path)
    {
        await Console.Out.WriteAsync(PackTools.Show(Read(path)));
        return ExitCodes.Done;
    }

    private static async Task<int> NewAsync(Arguments arguments, string packs)
    {
        var from = PathOf(packs, arguments.Needed("from"));
        var year = arguments.Number("year", 2000, 2100) ?? throw new UsageException(string.Format(Texts.OptionMissing, "--year"));
        var former = Read(from); // a draft of a faulty pack would only spread its faults
        if (year <= former.Year)
        {
            throw new UsageException(string.Format(Texts.YearNotLater, former.Id, former.Year));
        }

        var draft = PackTools.Draft(former, await File.ReadAllTextAsync(from), year);
        if (arguments.Value("out") is { } target)
        {
            if (File.Exists(target))
            {
                throw new CliException(string.Format(Texts.FileThere, target)); // somebody's work, perhaps
            }

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
            throw Refused(refusal, _ => path);
        }
    }

    private static CliException Refused(PackRefusedException refusal, Func<PackFault, string> pathOf) =>
        new(string.Join('\n', refusal.Faults.Select(fault => $"{pathOf(fault)}:{fault.Line}: {fault.Sentence(Language.Present)}")));

    // A pack is named by its campaign or by its file.
    private static string PathOf(string packs, string name) =>
        CampaignId.TryParse(name, out _) && File.Exists(Path.Combine(packs, name + ".yaml"))
            ? Path.Combine(packs, name + ".yaml")
            : File.Exists(name) ? name
            : throw new CliException(string.Format(Texts.NoSuchPack, name,
                string.Join(' ', FilesOf(packs).Select(Path.GetFileNameWithoutExtension))));

    private static IReadOnlyList<string> FilesOf(string folder) =>
        Directory.Exists(folder) && Directory.GetFiles(folder, "*.yaml") is { Length: > 0 } files
            ? [.. files.Order(StringComparer.Ordinal)]
            : throw new CliException(string.Format(Texts.NoPacks, folder));

    private static string Existing(string path) =>
        File.Exists(path) ? path : throw new CliException(string.Format(Texts.NoSuchFile, path));
}

using ResidentInsurance.Contracts;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Cli;

/// <summary>Packs as the user names them: by campaign, by file, or a whole folder.</summary>
internal static class PackFiles
{
    /// <summary>All packs of a folder.</summary>
    /// <exception cref="CliException">There is none, or one has a fault: with file, line and sentence.</exception>
    public static PackLibrary Library(string folder)
    {
        _ = Of(folder);
        try
        {
            return PackLibrary.Load(folder);
        }
        catch (PackRefusedException refusal)
        {
            throw Refused(refusal, fault => Path.Combine(folder, fault.File));
        }
    }

    /// <summary>One pack.</summary>
    /// <exception cref="CliException">There is no such pack, or it has a fault.</exception>
    public static CompiledPack Read(string packs, string name)
    {
        var path = PathOf(packs, name);
        try
        {
            return PackLibrary.Read(path);
        }
        catch (PackRefusedException refusal)
        {
            throw Refused(refusal, _ => path);
        }
    }

    /// <summary>A pack is named by its campaign or by its file.</summary>
    public static string PathOf(string packs, string name) =>
        CampaignId.TryParse(name, out _) && File.Exists(Path.Combine(packs, name + ".yaml"))
            ? Path.Combine(packs, name + ".yaml")
            : File.Exists(name) ? name
            : throw new CliException(string.Format(Texts.NoSuchPack, name,
                string.Join(' ', Of(packs).Select(Path.GetFileNameWithoutExtension))));

    public static IReadOnlyList<string> Of(string folder) =>
        Directory.Exists(folder) && Directory.GetFiles(folder, "*.yaml") is { Length: > 0 } files
            ? [.. files.Order(StringComparer.Ordinal)]
            : throw new CliException(string.Format(Texts.NoPacks, folder));

    private static CliException Refused(PackRefusedException refusal, Func<PackFault, string> pathOf) =>
        new(string.Join('\n', refusal.Faults.Select(fault => $"{pathOf(fault)}:{fault.Line}: {fault.Sentence(Language.Present)}")));
}

using System.Text.Unicode;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>The packs of a folder: one YAML file a campaign and version.</summary>
public sealed class PackLibrary
{
    private readonly Dictionary<(CampaignId Id, int Version), CompiledPack> packs;
    private readonly Dictionary<CampaignId, CompiledPack> current;

    /// <exception cref="ArgumentException">Two packs have the same id and version.</exception>
    public PackLibrary(IEnumerable<CompiledPack> packs)
    {
        this.packs = packs.ToDictionary(pack => (pack.Id, pack.Version));
        current = this.packs.Values.GroupBy(pack => pack.Id).ToDictionary(
            versions => versions.Key, versions => versions.MaxBy(pack => pack.Version)!);
        Current = [.. current.Values.OrderBy(pack => pack.Id.Value, StringComparer.Ordinal)];
    }

    /// <summary>The newest version of each campaign's pack, by id.</summary>
    public IReadOnlyList<CompiledPack> Current { get; }

    /// <summary>Every version of every campaign's pack.</summary>
    public IReadOnlyCollection<CompiledPack> All => packs.Values;

    /// <summary>Loads <c>*.yaml</c> of a folder.</summary>
    /// <exception cref="PackRefusedException">One of them has a fault; all faults of all files are in it.</exception>
    public static PackLibrary Load(string folder)
    {
        var read = new List<CompiledPack>();
        var faults = new List<PackFault>();
        foreach (var path in Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            try
            {
                var pack = Read(path);
                read.Add(pack);
                if (read.Count(other => other.Id == pack.Id && other.Version == pack.Version) > 1)
                {
                    faults.Add(new PackFault(Path.GetFileName(path), 1, "SameIdAndVersion", [pack.Id.Value]));
                }
            }
            catch (PackRefusedException refused)
            {
                faults.AddRange(refused.Faults);
            }
        }

        return faults.Count == 0 ? new PackLibrary(read) : throw new PackRefusedException(faults);
    }

    /// <summary>Reads one file.</summary>
    /// <exception cref="PackRefusedException">With every fault and its line.</exception>
    public static CompiledPack Read(string path) =>
        Parse(Path.GetFileName(path), Text(path), path);

    /// <summary>Reads and checks a pack's text.</summary>
    /// <param name="file">Its name, for faults.</param>
    /// <param name="path">Where it was read from.</param>
    /// <exception cref="PackRefusedException">With every fault and its line.</exception>
    public static CompiledPack Parse(string file, string text, string? path = null) =>
        new(PackReader.Read(file, text), PackFingerprint.Of(text), path);

    // A file that an editor saved in GBK would have names that nobody can read, and no other check would notice.
    private static string Text(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (Utf8.IsValid(bytes))
        {
            using var reader = new StreamReader(new MemoryStream(bytes)); // skips a byte order mark
            return reader.ReadToEnd();
        }

        var line = 1;
        foreach (var range in bytes.AsSpan().Split((byte)'\n'))
        {
            if (!Utf8.IsValid(bytes.AsSpan()[range]))
            {
                break;
            }

            line++;
        }

        throw new PackRefusedException([new PackFault(Path.GetFileName(path), line, "NotUtf8", [])]);
    }

    /// <summary>A campaign's pack; the newest one unless a version is named.</summary>
    public CompiledPack? Find(CampaignId id, int? version = null) => version is { } number
        ? packs.GetValueOrDefault((id, number))
        : current.GetValueOrDefault(id);
}

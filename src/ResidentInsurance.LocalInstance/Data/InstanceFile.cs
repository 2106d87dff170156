using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ResidentInsurance.LocalInstance.Processes;

namespace ResidentInsurance.LocalInstance;

/// <summary><c>instance.json</c> in the data folder (0600) while the host runs: how the command line finds the
/// services. It holds credentials.</summary>
/// <param name="Host">The host's process: a file that a killed host left names one that no longer runs.</param>
/// <param name="Services">Each service's addresses, one for each replica.</param>
/// <param name="ConnectionStrings">By resource.</param>
/// <param name="Parameters">By name, secrets too.</param>
public sealed record InstanceFile(
    ProcessIdentity Host,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Services,
    IReadOnlyDictionary<string, string> ConnectionStrings,
    IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "instance.json";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>The instance of a data folder, null where none runs.</summary>
    public static InstanceFile? Read(string dataFolder)
    {
        var file = Path.Combine(dataFolder, FileName);
        var instance = File.Exists(file) ? JsonSerializer.Deserialize<InstanceFile>(File.ReadAllText(file), Format) : null;
        return instance is { Host.IsAlive: true } ? instance : null;
    }

    /// <summary>Writes it so that a reader sees all of it or nothing.</summary>
    public void Write(string dataFolder) =>
        Modes.WriteAtomically(Path.Combine(dataFolder, FileName), JsonSerializer.Serialize(this, Format));
}

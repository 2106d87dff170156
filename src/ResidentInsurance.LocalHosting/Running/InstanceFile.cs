using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ResidentInsurance.LocalHosting;

/// <summary><c>instance.json</c> in the data folder (0600) while the host runs: how the command line finds the
/// services. It holds credentials.</summary>
/// <param name="ProcessId">The host.</param>
/// <param name="Services">Each service's addresses, one for each replica.</param>
/// <param name="ConnectionStrings">By resource.</param>
/// <param name="Parameters">By name, secrets too.</param>
public sealed record InstanceFile(
    int ProcessId,
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
        return File.Exists(file) ? JsonSerializer.Deserialize<InstanceFile>(File.ReadAllText(file), Format) : null;
    }

    internal static InstanceFile Of(ApplicationModel model, Allocation allocation) => new(
        Environment.ProcessId,
        model.Processes.Where(p => p.Endpoints.Count > 0)
            .ToDictionary(p => p.Name, p => allocation.Addresses(p, p.Endpoints[0].Name)),
        allocation.Connections.ToDictionary(c => c.Key.Name, c => c.Value.ConnectionString),
        allocation.Parameters.ToDictionary(p => p.Key.Name, p => p.Value));

    internal void Write(string dataFolder) =>
        Modes.WriteAtomically(Path.Combine(dataFolder, FileName), JsonSerializer.Serialize(this, Format));
}

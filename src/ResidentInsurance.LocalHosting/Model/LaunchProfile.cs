using System.Text.Json.Nodes;

namespace ResidentInsurance.LocalHosting;

/// <summary>The profile <c>http</c> of a project's <c>Properties/launchSettings.json</c>.</summary>
/// <param name="HasHttp">Whether it names an HTTP address, whose port the host replaces by a free one.</param>
/// <param name="Variables">Its environment variables.</param>
internal sealed record LaunchProfile(bool HasHttp, IReadOnlyDictionary<string, string> Variables)
{
    internal static LaunchProfile Read(string projectPath)
    {
        var file = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return new LaunchProfile(HasHttp: false, new Dictionary<string, string>());
        }

        var profile = JsonNode.Parse(File.ReadAllText(file))?["profiles"]?["http"];
        var addresses = ((string?)profile?["applicationUrl"] ?? "").Split(';');
        var variables = profile?["environmentVariables"]?.AsObject()
            .ToDictionary(v => v.Key, v => (string?)v.Value ?? "") ?? [];
        return new LaunchProfile(addresses.Any(a => a.StartsWith("http://", StringComparison.Ordinal)), variables);
    }
}

using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Processes;

namespace ResidentInsurance.Cli.Tests;

/// <summary>An instance as the command line finds it; this process stands for its host.</summary>
internal static class RunningInstance
{
    internal static void Write(string folder, IReadOnlyDictionary<string, IReadOnlyList<string>> services) => new InstanceFile(
        ProcessIdentity.Of(Environment.ProcessId)!, services, new Dictionary<string, string>(),
        new Dictionary<string, string> { ["token-key"] = "0123456789abcdef0123456789abcdef" }).Write(folder);
}

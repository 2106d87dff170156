using System.Collections;
using System.Net.Http.Json;
using ResidentInsurance.LocalHosting.Processes;
using ResidentInsurance.Testing;

namespace ResidentInsurance.LocalHosting.Tests;

/// <summary>The fixture application as a process of its own, on a data folder.</summary>
internal sealed class HostProcess : IDisposable
{
    private const string ReadyName = "ready";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly string data;
    private readonly HostLog log;
    private readonly ChildProcess process;

    private HostProcess(string data, string parts, IReadOnlyDictionary<string, string> environment)
    {
        this.data = data;
        log = new HostLog(Path.Combine(data, "test-logs"), console: null, TimeProvider.System);
        var program = Path.Combine(AppContext.BaseDirectory, "ResidentInsurance.Testing.dll");
        var spec = new ChildSpec(
            "host", ["dotnet", program, "host", parts, "--data", data, "--ready-file", ReadyFile], environment);
        process = ChildProcess.Start(spec, new ProcessLedger(Path.Combine(data, "test-processes.json")), log);
    }

    internal Task<int> Exited => process.Exited;

    /// <summary>What the operator read, up to now.</summary>
    internal string Said => string.Join('\n', process.Log.LastLines);

    private string ReadyFile => Path.Combine(data, ReadyName);

    /// <param name="data">Its data folder.</param>
    /// <param name="parts">Which resources: <c>services</c>, <c>servers</c>, <c>broken</c>.</param>
    /// <param name="extra">What stands in its environment besides ours.</param>
    internal static HostProcess Start(string data, string parts, params (string Name, string Value)[] extra)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(v => (string)v.Key, v => (string)v.Value!);
        // The shared servers of ./test are not to be its own.
        _ = environment.Remove(TestServers.PostgresVariable);
        _ = environment.Remove(TestServers.MessagingVariable);
        foreach (var (name, value) in extra)
        {
            environment[name] = value;
        }

        File.Delete(Path.Combine(data, ReadyName)); // a killed host leaves it
        return new HostProcess(data, parts, environment);
    }

    internal Task ReadyAsync() => Eventually.True(
        () => !process.Exited.IsCompleted ? File.Exists(ReadyFile) : throw new InvalidOperationException(Said),
        $"the host is ready; it said\n{Said}",
        StartLimit);

    internal void Signal(StopSignal signal) => Native.Kill(process.Identity.Pid, signal);

    /// <summary>All that runs for it now: its children with what they started.</summary>
    internal IReadOnlyList<ProcessIdentity> Children() => ProcessLedger.Running(Path.Combine(data, "processes.json"));

    /// <summary>The environment that a fixture service has.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> EnvironmentOfAsync(string service)
    {
        using var client = new HttpClient();
        var address = InstanceFile.Read(data)!.Services[service][0];
        return (await client.GetFromJsonAsync<Dictionary<string, string>>(new Uri($"{address}/environment")))!;
    }

    public void Dispose()
    {
        process.Kill();
        log.Dispose();
    }
}

using System.Globalization;
using System.Xml.Linq;
using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Processes;

namespace ResidentInsurance.Testing;

/// <summary>Runs test assemblies one after another on one set of servers and adds up what they report.</summary>
internal static class TestRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <param name="results">Where reports and logs go.</param>
    /// <param name="assemblies">The xunit programs.</param>
    /// <param name="console">What the developer reads; its last line is the plain sum.</param>
    /// <returns>The exit code: 0 only where something passed and nothing failed.</returns>
    internal static async Task<int> RunAsync(string results, string[] assemblies, TextWriter console)
    {
        await console.WriteLineAsync("PostgreSQL, RabbitMQ …");
        var start = TimeProvider.System.GetTimestamp();
        var environment = await ServersAsync();
        await console.WriteLineAsync(Invariant($"PostgreSQL, RabbitMQ ready ({Seconds(start)} s)"));

        using var folder = new TestFolder();
        using var data = await DataFolder.OpenAsync(folder.Path, console: null);
        using var log = new HostLog(results, console: null, TimeProvider.System);
        var total = TestCount.None;
        for (var i = 0; i < assemblies.Length; i++)
        {
            var name = Path.GetFileNameWithoutExtension(assemblies[i]);
            await console.WriteAsync(Invariant($"[{i + 1}/{assemblies.Length}] {name} … "));
            await console.FlushAsync();
            var began = TimeProvider.System.GetTimestamp();
            var (count, complaint) = await RunOneAsync(assemblies[i], results, environment, data.Ledger, log);
            total += count;
            await console.WriteLineAsync(Invariant($"{count} ({Seconds(began)} s)"));
            if (complaint is not null)
            {
                await console.WriteLineAsync(complaint);
            }
        }

        await console.WriteLineAsync($"{total}");
        return total is { Failed: 0, Passed: > 0 } ? 0 : 1;
    }

    private static async Task<Dictionary<string, string>> ServersAsync()
    {
        var postgres = TestServers.PostgresAsync();
        var broker = await TestServers.RabbitMqAsync();
        var variables = Environment.GetEnvironmentVariables();
        var environment = variables.Keys.Cast<string>().ToDictionary(k => k, k => (string)variables[k]!);
        environment[TestServers.PostgresVariable] = await postgres;
        environment[TestServers.MessagingVariable] = broker.Amqp.AbsoluteUri.TrimEnd('/');
        environment[TestServers.ManagementVariable] = broker.Management.AbsoluteUri;
        return environment;
    }

    private static async Task<(TestCount Count, string? Complaint)> RunOneAsync(
        string assembly, string results, Dictionary<string, string> environment, ProcessLedger ledger, HostLog log)
    {
        var name = Path.GetFileNameWithoutExtension(assembly);
        var report = Path.Combine(results, $"{name}.xml");
        File.Delete(report);
        var spec = new ChildSpec(name, ["dotnet", assembly, "-noColor", "-noLogo", "-xml", report], environment)
        {
            WorkingDirectory = Path.GetDirectoryName(assembly)!,
        };
        var process = ChildProcess.Start(spec, ledger, log);
        var ended = await Task.WhenAny(process.Exited, Task.Delay(Limit)) == process.Exited;
        if (!ended)
        {
            process.Kill();
        }

        var code = await process.Exited;
        var (count, failures) = Read(report);
        // An assembly that died tells no total, or one without the test that it died in.
        if (count.Failed == 0 && code != 0)
        {
            count = count with { Failed = 1 };
            var why = ended ? Invariant($"ended with {code}") : Invariant($"killed after {Limit.TotalMinutes} min");
            failures = [$"{name}: {why}", .. process.Log.LastLines];
        }

        return (count, failures is [] ? null : $"    {string.Join("\n    ", failures)}\n    log: {process.Log.FileName}");
    }

    private static (TestCount Count, IReadOnlyList<string> Failures) Read(string report)
    {
        if (!File.Exists(report))
        {
            return (TestCount.None, []);
        }

        var assemblies = XDocument.Load(report).Descendants("assembly").ToList();
        int Sum(string attribute) => assemblies.Sum(a => (int?)a.Attribute(attribute) ?? 0);
        var failures = assemblies.Descendants("test").Where(t => (string?)t.Attribute("result") == "Fail")
            .Select(t => $"{(string?)t.Attribute("name")}: {t.Descendants("message").FirstOrDefault()?.Value.Trim()}");
        var errors = assemblies.Descendants("error")
            .Select(e => $"{(string?)e.Attribute("type")}: {e.Descendants("message").FirstOrDefault()?.Value.Trim()}");
        return (new TestCount(Sum("passed"), Sum("failed") + Sum("errors"), Sum("skipped")), [.. failures, .. errors]);
    }

    private static string Seconds(long start) =>
        TimeProvider.System.GetElapsedTime(start).TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>A sum of tests, shown as <c>N passed, N failed</c>, with the skipped ones where there are any.</summary>
internal sealed record TestCount(int Passed, int Failed, int Skipped)
{
    internal static TestCount None { get; } = new(0, 0, 0);

    public static TestCount operator +(TestCount a, TestCount b) =>
        new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped);

    public override string ToString() =>
        $"{Passed} passed, {Failed} failed" + (Skipped > 0 ? $", {Skipped} skipped" : "");
}

using System.Diagnostics;
using System.Reflection;
using System.Text;
using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Processes;
using ResidentInsurance.Testing;

namespace ResidentInsurance.AppHost.Tests;

/// <summary>The AppHost as a process of its own, as <c>./run</c> starts it, with private servers.</summary>
internal sealed class AppHostProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);

    private static readonly string Program = Repository.File(
        "ResidentInsurance.AppHost", "bin", typeof(AppHostProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration,
        $"net{Environment.Version.Major}.0", "ResidentInsurance.AppHost.dll");

    private readonly string data;
    private readonly string ready;
    private readonly Process process;
    private readonly StringBuilder said = new();

    public AppHostProcess(string folder, params string[] options)
    {
        data = Path.Combine(folder, "data");
        ready = Path.Combine(folder, "ready");
        File.Delete(ready); // a host that was killed leaves it
        process = Start(["--data", data, "--ready-file", ready, .. options]);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    /// <summary>What the operator read, up to now.</summary>
    public string Said
    {
        get
        {
            lock (said)
            {
                return said.ToString();
            }
        }
    }

    /// <summary>The desk's address, then each part's.</summary>
    public string[] Places => File.ReadAllLines(ready);

    /// <summary>All that runs for it now, with what they started; DCP too.</summary>
    public IReadOnlyList<ProcessIdentity> Running => ProcessLedger.Running(Path.Combine(data, "processes.json"));

    public Task ReadyAsync() => Eventually.True(
        () => File.Exists(ready) || (process.HasExited ? throw new InvalidOperationException(Said) : false), "the system is ready", StartLimit);

    public async Task<int> ExitAsync(TimeSpan limit)
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(limit, TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public static async Task<(int Code, string Said)> RunAsync(params string[] options)
    {
        using var ended = Start(options);
        var error = ended.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = await ended.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await error;
        await ended.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (ended.ExitCode, text);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }

    private static Process Start(string[] options)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. options])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        // The shared servers of ./test are not to be its own.
        start.Environment.Remove(TestServers.PostgresVariable);
        start.Environment.Remove(TestServers.MessagingVariable);
        return Process.Start(start)!;
    }

    private void Keep(string? line)
    {
        lock (said)
        {
            _ = said.AppendLine(line);
        }
    }
}

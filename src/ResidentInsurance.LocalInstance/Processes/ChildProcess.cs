using System.Diagnostics;

namespace ResidentInsurance.LocalInstance.Processes;

/// <summary>What to start.</summary>
/// <param name="Name">Its name in logs and messages.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Environment">Its whole environment: nothing is inherited.</param>
public sealed record ChildSpec(
    string Name, IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment)
{
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>The signal that it takes for "please end".</summary>
    public StopSignal Signal { get; init; } = StopSignal.Terminate;
}

/// <summary>A child of the host, leader of a session of its own: a Ctrl-C in the terminal reaches the host alone,
/// which then stops its children in order.</summary>
public sealed class ChildProcess
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Process process;
    private readonly ProcessLedger ledger;
    private readonly ChildSpec spec;
    private readonly Task output;

    private ChildProcess(Process process, ChildSpec spec, ProcessLedger ledger, ResourceLog log)
    {
        this.process = process;
        this.spec = spec;
        this.ledger = ledger;
        Log = log;
        // A process that has ended already has no identity any more, and needs none.
        Identity = ProcessIdentity.Of(process.Id) ?? new ProcessIdentity(process.Id, 0, "");
        ledger.Add(new LedgerEntry(spec.Name, Identity, spec.Signal));
        output = Task.WhenAll(CopyAsync(process.StandardOutput, log), CopyAsync(process.StandardError, log));
        Exited = WaitAsync();
    }

    public string Name => spec.Name;

    public ProcessIdentity Identity { get; }

    public ResourceLog Log { get; }

    /// <summary>Ends with the process; its exit code.</summary>
    public Task<int> Exited { get; }

    public static ChildProcess Start(ChildSpec spec, ProcessLedger ledger, HostLog log)
    {
        // setsid makes the child a session and becomes the program by exec, so the number stays the same.
        var start = new ProcessStartInfo("setsid", spec.Command)
        {
            WorkingDirectory = spec.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (key, value) in spec.Environment)
        {
            start.Environment[key] = value;
        }

        var child = Process.Start(start) ?? throw new InvalidOperationException($"{spec.Command[0]}: not started");
        child.StandardInput.Close();
        return new ChildProcess(child, spec, ledger, log.For(spec.Name));
    }

    /// <summary>Asks it to end, and kills it and what it started when the grace has passed.</summary>
    /// <returns>Whether it ended by itself.</returns>
    public async Task<bool> StopAsync(TimeSpan grace)
    {
        List<ProcessIdentity> members = [.. ProcessIdentity.Family(Identity), Identity];
        if (!Exited.IsCompleted)
        {
            Native.Kill(Identity.Pid, spec.Signal);
        }

        var ended = await ProcessEnd.WaitAsync(members, grace);
        if (!ended)
        {
            Kill();
            _ = await ProcessEnd.WaitAsync(members, LastWords);
        }

        _ = await Exited;
        return ended;
    }

    /// <summary>Ends it and what it started without asking.</summary>
    public void Kill() => ProcessLedger.KillFamily(Identity);

    private async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync();
        // A grandchild may hold the pipe open; what the process itself wrote is there by then.
        _ = await Task.WhenAny(output, Task.Delay(LastWords));
        ledger.Remove(Identity);
        var code = process.ExitCode;
        process.Dispose();
        return code;
    }

    private static async Task CopyAsync(StreamReader reader, ResourceLog log)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                log.Write(line);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException)
        {
            // The process has ended and its pipe with it.
        }
    }
}

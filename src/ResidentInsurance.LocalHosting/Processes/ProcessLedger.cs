using System.Text.Json;

namespace ResidentInsurance.LocalHosting.Processes;

/// <summary>The file of the children that run, so that the next start can end what a crashed host left behind.</summary>
public sealed class ProcessLedger
{
    private readonly Lock gate = new();
    private readonly string path;
    private readonly List<LedgerEntry> entries = [];
    private bool closed;

    /// <param name="path">The file; it appears with the first child.</param>
    public ProcessLedger(string path) => this.path = path;

    internal void Add(LedgerEntry entry)
    {
        lock (gate)
        {
            entries.Add(entry);
            Write();
            if (closed)
            {
                KillSession(entry.Process);
            }
        }
    }

    /// <summary>Kills what runs, and from now on whatever is still started: a start in flight cannot slip through.</summary>
    internal void Close()
    {
        lock (gate)
        {
            closed = true;
            entries.ForEach(e => KillSession(e.Process));
        }
    }

    /// <summary>Kills a process and what it started.</summary>
    internal static void KillSession(ProcessIdentity leader)
    {
        // Itself by its identity: in its first moment it has no session of its own yet.
        foreach (var member in ProcessIdentity.Session(leader.Pid).Append(leader).Where(p => p.IsAlive))
        {
            Native.Kill(member.Pid, StopSignal.Kill);
        }
    }

    internal void Remove(ProcessIdentity process)
    {
        lock (gate)
        {
            _ = entries.RemoveAll(e => e.Process == process);
            Write();
        }
    }

    private void Write()
    {
        if (entries.Count == 0)
        {
            File.Delete(path);
            return;
        }

        Modes.WriteAtomically(path, JsonSerializer.Serialize(entries));
    }

    /// <summary>Ends what an earlier host left: all are asked at once, in the way each takes it, and killed after
    /// the grace. Only for the holder of the data folder's lock.</summary>
    /// <param name="path">The earlier host's file.</param>
    /// <param name="grace">How long they may take.</param>
    /// <returns>The names of those that still ran.</returns>
    public static async Task<IReadOnlyList<string>> EndLeftoversAsync(string path, TimeSpan grace)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var left = Read(path).Where(e => e.Process.IsAlive).ToList();
        var members = left.SelectMany(e => ProcessIdentity.Session(e.Process.Pid)).ToList();
        foreach (var entry in left)
        {
            Native.Kill(entry.Process.Pid, entry.Signal);
        }

        if (!await ProcessEnd.WaitAsync(members, grace))
        {
            members.Where(m => m.IsAlive).ToList().ForEach(m => Native.Kill(m.Pid, StopSignal.Kill));
            _ = await ProcessEnd.WaitAsync(members, TimeSpan.FromSeconds(5));
        }

        File.Delete(path);
        return [.. left.Select(e => e.Name)];
    }

    /// <summary>The children that run now, with what they started.</summary>
    internal static IReadOnlyList<ProcessIdentity> Running(string path) =>
        [.. Read(path).SelectMany(e => ProcessIdentity.Session(e.Process.Pid))];

    private static List<LedgerEntry> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<List<LedgerEntry>>(File.ReadAllText(path)) ?? [];
        }
        catch (JsonException)
        {
            return []; // the disk was full when it was written: there is nothing to go by
        }
    }
}

/// <summary>A child that runs, and the signal that it takes for "please end".</summary>
internal sealed record LedgerEntry(string Name, ProcessIdentity Process, StopSignal Signal);

internal static class ProcessEnd
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until none of them runs; false when the limit has passed before.</summary>
    internal static async Task<bool> WaitAsync(IReadOnlyCollection<ProcessIdentity> processes, TimeSpan limit)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (processes.Any(p => p.IsAlive))
        {
            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                return false;
            }

            await Task.Delay(Look);
        }

        return true;
    }
}

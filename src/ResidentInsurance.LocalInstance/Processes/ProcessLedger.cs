using System.Text.Json;

namespace ResidentInsurance.LocalInstance.Processes;

/// <summary>The file of the processes that run for a host, so that the next start can end what a crashed host left behind.</summary>
public sealed class ProcessLedger
{
    private readonly Lock gate = new();
    private readonly string path;
    private readonly List<LedgerEntry> entries = [];
    private bool closed;

    /// <param name="path">The file; it appears with the first process.</param>
    public ProcessLedger(string path) => this.path = path;

    /// <summary>Those that run now, as far as somebody has told.</summary>
    public IReadOnlyList<LedgerEntry> Entries
    {
        get
        {
            lock (gate)
            {
                return [.. entries];
            }
        }
    }

    /// <summary>Those that run now, with what they started.</summary>
    public IReadOnlyList<ProcessIdentity> Families => [.. Entries.SelectMany(e => ProcessIdentity.Family(e.Process)).Distinct()];

    /// <summary>Waits until none of them runs, and kills those that still do when the limit has passed.</summary>
    public static async Task SeeEndedAsync(IReadOnlyList<ProcessIdentity> processes, TimeSpan limit)
    {
        if (!await ProcessEnd.WaitAsync(processes, limit))
        {
            foreach (var process in processes.Where(p => p.IsAlive))
            {
                Native.Kill(process.Pid, StopSignal.Kill);
            }
        }
    }

    /// <summary>Enters a process; once more it changes nothing.</summary>
    public void Add(LedgerEntry entry)
    {
        lock (gate)
        {
            if (entries.Contains(entry))
            {
                return;
            }

            entries.Add(entry);
            Write();
            if (closed && !entry.EndsOthers)
            {
                KillFamily(entry.Process);
            }
        }
    }

    public void Remove(ProcessIdentity process)
    {
        lock (gate)
        {
            if (entries.RemoveAll(e => e.Process == process) > 0)
            {
                Write();
            }
        }
    }

    /// <summary>Kills what runs, and from now on whatever is still started: a start in flight cannot slip through. Who ends the
    /// others is left: the host asks it for its own end, and would wait for an answer.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            entries.Where(e => !e.EndsOthers).ToList().ForEach(e => KillFamily(e.Process));
        }
    }

    /// <summary>Asks processes to end, each in the way it takes it, and kills those that still run after the grace, with
    /// what they started.</summary>
    /// <returns>Those that were killed.</returns>
    public static async Task<IReadOnlyList<LedgerEntry>> EndAsync(IReadOnlyList<LedgerEntry> entries, TimeSpan grace)
    {
        var families = entries.ToDictionary(e => e, e => ProcessIdentity.Family(e.Process));
        foreach (var entry in entries.Where(e => e.Process.IsAlive))
        {
            Native.Kill(entry.Process.Pid, entry.Signal);
        }

        if (await ProcessEnd.WaitAsync([.. families.Values.SelectMany(f => f)], grace))
        {
            return [];
        }

        var late = families.Where(f => f.Value.Any(p => p.IsAlive)).Select(f => f.Key).ToList();
        foreach (var member in families.Values.SelectMany(f => f).Where(p => p.IsAlive))
        {
            Native.Kill(member.Pid, StopSignal.Kill);
        }

        _ = await ProcessEnd.WaitAsync([.. families.Values.SelectMany(f => f)], TimeSpan.FromSeconds(5));
        return late;
    }

    /// <summary>Ends what an earlier host left. Only for the holder of the data folder's lock.</summary>
    /// <param name="path">The earlier host's file.</param>
    /// <param name="cleaning">How long those may take whose task it is to end the others when the host has died.</param>
    /// <param name="grace">How long the others may take to end when they are asked.</param>
    /// <param name="waiting">Called where there is something to wait for.</param>
    /// <returns>The names of those that had to be ended.</returns>
    public static async Task<IReadOnlyList<string>> EndLeftoversAsync(string path, TimeSpan cleaning, TimeSpan grace, Action waiting)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var left = Read(path).Where(e => e.Process.IsAlive).ToList();
        if (left.Count > 0)
        {
            waiting();
        }

        var start = TimeProvider.System.GetTimestamp();
        while (left.Exists(e => e.EndsOthers && e.Process.IsAlive) && TimeProvider.System.GetElapsedTime(start) < cleaning)
        {
            await Task.Delay(ProcessEnd.Look);
        }

        // First those who would take an end for a death that they have to answer.
        var still = left.Where(e => e.Process.IsAlive).ToList();
        foreach (var entry in still.Where(e => e.EndsOthers))
        {
            KillFamily(entry.Process, alone: true);
        }

        _ = await EndAsync([.. still.Where(e => !e.EndsOthers)], grace);
        File.Delete(path);
        return [.. still.Where(e => !e.EndsOthers).Select(e => e.Name)];
    }

    /// <summary>The processes that run now for the host of a folder, with what they started.</summary>
    public static IReadOnlyList<ProcessIdentity> Running(string path) =>
        [.. Read(path).SelectMany(e => ProcessIdentity.Family(e.Process)).Distinct()];

    /// <summary>What stands in the file of a folder's host.</summary>
    public static IReadOnlyList<LedgerEntry> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<List<LedgerEntry>>(File.ReadAllText(path)) ?? [];
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return []; // none runs; or the disk was full when it was written, and there is nothing to go by
        }
    }

    /// <summary>Kills a process and what it started.</summary>
    internal static void KillFamily(ProcessIdentity leader, bool alone = false)
    {
        // Itself by its identity: in its first moment it has no session of its own yet.
        var family = alone ? [leader] : ProcessIdentity.Family(leader).Append(leader);
        foreach (var member in family.Where(p => p.IsAlive))
        {
            Native.Kill(member.Pid, StopSignal.Kill);
        }
    }

    private void Write()
    {
        try
        {
            if (entries.Count == 0)
            {
                File.Delete(path);
                return;
            }

            Modes.WriteAtomically(path, JsonSerializer.Serialize(entries));
        }
        catch (IOException)
        {
            // A full disk is no reason to let a process go: what is missing stands there after the next change.
        }
    }
}

/// <summary>A process that runs for a host.</summary>
/// <param name="Name">The resource.</param>
/// <param name="Process">Which process.</param>
/// <param name="Signal">What it takes for "please end".</param>
/// <param name="EndsOthers">Whether it is its task to end the others when the host has died.</param>
public sealed record LedgerEntry(string Name, ProcessIdentity Process, StopSignal Signal, bool EndsOthers = false);

internal static class ProcessEnd
{
    internal static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

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

using System.Globalization;
using System.Text.Json.Serialization;

namespace ResidentInsurance.LocalInstance.Processes;

/// <summary>A process that cannot be mistaken for a later one with the same number: numbers are used again,
/// the same number with the same start time in the same boot is not.</summary>
/// <param name="Pid">The process number.</param>
/// <param name="StartTicks">Its start in clock ticks since boot, field 22 of <c>/proc/PID/stat</c>.</param>
/// <param name="Boot">The kernel's boot id.</param>
public sealed record ProcessIdentity(int Pid, long StartTicks, string Boot)
{
    private static readonly string CurrentBoot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>The identity of a running process, null where there is none or only its exit status is left.</summary>
    public static ProcessIdentity? Of(int pid) =>
        ProcessStatus.Read(pid) is { IsZombie: false } status
            ? new ProcessIdentity(pid, status.StartTicks, CurrentBoot)
            : null;

    /// <summary>Whether just this process still runs.</summary>
    [JsonIgnore]
    public bool IsAlive => Boot == CurrentBoot && Of(Pid) == this;

    /// <summary>A process, and those that run in its session or below it.</summary>
    internal static IReadOnlyList<ProcessIdentity> Family(ProcessIdentity leader)
    {
        var running = new Dictionary<int, ProcessStatus>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
                && ProcessStatus.Read(pid) is { IsZombie: false } status)
            {
                running[pid] = status;
            }
        }

        return
        [
            .. running.Where(process => process.Value.Session == leader.Pid || IsBelow(process.Key))
                .Select(process => new ProcessIdentity(process.Key, process.Value.StartTicks, CurrentBoot)),
        ];

        bool IsBelow(int pid)
        {
            // Younger processes have older parents: it ends at the first one.
            while (running.TryGetValue(pid, out var status))
            {
                if (pid == leader.Pid)
                {
                    return true;
                }

                pid = status.Parent;
            }

            return false;
        }
    }
}

/// <summary>What the host needs of <c>/proc/PID/stat</c>.</summary>
internal readonly record struct ProcessStatus(bool IsZombie, int Parent, int Session, long StartTicks)
{
    internal static ProcessStatus? Read(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it ended while we looked
        }

        // The name stands in parentheses and may hold blanks and parentheses itself: fields count from the last one.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessStatus(
            fields[0] is "Z" or "X",
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            int.Parse(fields[3], CultureInfo.InvariantCulture),
            long.Parse(fields[19], CultureInfo.InvariantCulture));
    }
}

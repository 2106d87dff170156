using System.Runtime.InteropServices;

namespace ResidentInsurance.LocalInstance.Processes;

/// <summary>The calls to libc that .NET has no member for.</summary>
public static partial class Native
{
    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int KillCore(int pid, int signal);

    /// <summary>Sends a signal; a process that has gone is no fault.</summary>
    public static void Kill(int pid, StopSignal signal)
    {
        // 0 and -1 would mean our own group and everybody.
        ArgumentOutOfRangeException.ThrowIfLessThan(pid, 2);
        _ = KillCore(pid, (int)signal);
    }
}

/// <summary>The signals that the host sends, by their Linux numbers.</summary>
public enum StopSignal
{
    /// <summary>PostgreSQL's "fast" shutdown: sessions are ended, the log is written out.</summary>
    Interrupt = 2,

    /// <summary>Ends a process without asking it.</summary>
    Kill = 9,

    /// <summary>What every other process takes for "please end".</summary>
    Terminate = 15,
}

using System.Globalization;
using ResidentInsurance.LocalInstance.Processes;

namespace ResidentInsurance.AppHost.Local;

/// <summary>Aspire's own helper (DCP), which starts the processes and ends them when this host has died.</summary>
internal static class DcpProcesses
{
    /// <summary>Enters those that watch this process: the next start gives them time to end the others.</summary>
    public static void AddDcp(this ProcessLedger ledger)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
                && WatchesUs(folder) && ProcessIdentity.Of(pid) is { } process)
            {
                ledger.Add(new LedgerEntry("dcp", process, StopSignal.Terminate, EndsOthers: true));
            }
        }
    }

    private static bool WatchesUs(string folder)
    {
        try
        {
            var words = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
            var at = Array.FindIndex(words, word => word is "--monitor" or "-m");
            return Path.GetFileName(words[0]) == "dcp" && at > 0 && at + 1 < words.Length
                && words[at + 1] == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // it ended while we looked
        }
    }
}

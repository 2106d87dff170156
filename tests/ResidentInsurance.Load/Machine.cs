using System.Globalization;
using System.Runtime.InteropServices;

namespace ResidentInsurance.Load;

/// <summary>What a figure was measured on. A figure from a busy machine says so.</summary>
internal static class Machine
{
    public static string Described() => string.Create(CultureInfo.InvariantCulture,
        $"""
        {Processor()}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}
        {LoadNow("at the start")}
        """);

    /// <param name="when">Of the run.</param>
    public static string LoadNow(string when)
    {
        var load = Load();
        var busy = load > Environment.ProcessorCount / 2.0 && when == "at the start" ? " — BUSY: others were running" : "";
        return string.Create(CultureInfo.InvariantCulture, $"load average {when}: {load:N1}{busy}");
    }

    // The last minute's; where the system does not tell, none.
    private static double Load() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
        : 0;

    private static string Processor() => !File.Exists("/proc/cpuinfo") ? RuntimeInformation.ProcessArchitecture.ToString()
        : File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString();
}

using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace ResidentInsurance.Load;

/// <summary>What a figure was measured on. A figure from a busy machine says so.</summary>
internal static class Machine
{
    private const int Turns = 2_000;

    public static string Described() => string.Create(CultureInfo.InvariantCulture,
        $"""
        {Processor()}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}
        two threads that wake each other in turn: {TurnMicroseconds():N0} µs a turn
        {LoadNow("at the start")}
        """);

    /// <param name="when">Of the run.</param>
    public static string LoadNow(string when)
    {
        var load = Load();
        var busy = load > Environment.ProcessorCount / 2.0 && when == "at the start" ? " — BUSY: others were running" : "";
        return string.Create(CultureInfo.InvariantCulture, $"load average {when}: {load:N1}{busy}");
    }

    // What asking and answering between two processes costs at least. Virtual machines differ in it by a factor of twenty, and
    // with it whatever consists of small requests.
    private static double TurnMicroseconds()
    {
        using var there = new AnonymousPipeServerStream(PipeDirection.Out);
        using var back = new AnonymousPipeServerStream(PipeDirection.In);
        using var thereEnd = new AnonymousPipeClientStream(PipeDirection.In, there.ClientSafePipeHandle);
        using var backEnd = new AnonymousPipeClientStream(PipeDirection.Out, back.ClientSafePipeHandle);
        var other = new Thread(() =>
        {
            for (var turn = 0; turn < Turns; turn++)
            {
                backEnd.WriteByte((byte)thereEnd.ReadByte());
            }
        });
        other.Start();
        var start = TimeProvider.System.GetTimestamp();
        for (var turn = 0; turn < Turns; turn++)
        {
            there.WriteByte(0);
            _ = back.ReadByte();
        }

        var taken = TimeProvider.System.GetElapsedTime(start);
        other.Join();
        return taken.TotalMicroseconds / Turns;
    }

    // The last minute's; where the system does not tell, none.
    private static double Load() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
        : 0;

    private static string Processor() => !File.Exists("/proc/cpuinfo") ? RuntimeInformation.ProcessArchitecture.ToString()
        : File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString();
}

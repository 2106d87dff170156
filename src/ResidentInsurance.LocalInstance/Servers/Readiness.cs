using ResidentInsurance.LocalInstance.Processes;

namespace ResidentInsurance.LocalInstance.Servers;

/// <summary>Waits until a server answers, or tells why it never will.</summary>
public static class Readiness
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <param name="process">The server.</param>
    /// <param name="answers">Tries it once; any exception means "not yet".</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">The operator has given up.</param>
    /// <param name="interval">How long between two tries, 0.1 s by default.</param>
    internal static async Task WaitAsync(
        ChildProcess process,
        Func<CancellationToken, Task> answers,
        TimeSpan limit,
        CancellationToken cancellation,
        TimeSpan? interval = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var cause = await TryAsync(answers, cancellation);
            if (cause is null)
            {
                return;
            }

            if (process.Exited.IsCompleted)
            {
                throw new HostException(Failed(process.Name, Bilingual.Text(nameof(Texts.Ended), await process.Exited), process.Log));
            }

            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                var late = Bilingual.Text(nameof(Texts.NotReady), limit.TotalSeconds, cause.Message);
                throw new HostException(Failed(process.Name, late, process.Log));
            }

            _ = await Task.WhenAny(process.Exited, Task.Delay(interval ?? Look, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>What failed, where its log is, and the log's end.</summary>
    public static string Failed(string name, string what, ResourceLog log) => Bilingual.Text(
        nameof(Texts.ResourceFailed), name, what, log.FileName)
        + string.Concat(log.LastLines.TakeLast(8).Select(line => $"{Environment.NewLine}    {line}"));

    private static async Task<Exception?> TryAsync(
        Func<CancellationToken, Task> answers, CancellationToken cancellation)
    {
        try
        {
            await answers(cancellation);
            return null;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return e;
        }
    }
}

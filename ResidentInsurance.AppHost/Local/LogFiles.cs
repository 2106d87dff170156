using System.Collections.Concurrent;
using ResidentInsurance.LocalInstance;

namespace ResidentInsurance.AppHost.Local;

/// <summary>The resources' lines, one file each in the data folder's <c>logs</c>.</summary>
internal sealed class LogFiles(ResourceLoggerService logs, DataFolder data)
{
    private readonly ConcurrentDictionary<string, Task> copied = new();

    /// <summary>Copies from before the first line, when Aspire has given the resource its names, until the process ends: what is
    /// said while all stops is wanted too.</summary>
    public void Copy(IResource resource)
    {
        if (resource is ILocalProcess or ContainerResource)
        {
            _ = copied.GetOrAdd(resource.Name, _ => CopyAsync(resource));
        }
    }

    private async Task CopyAsync(IResource resource)
    {
        var log = data.Log.For(resource.Name);
        await foreach (var lines in logs.WatchAsync(resource))
        {
            foreach (var line in lines)
            {
                log.Write(WithoutTime(line.Content));
            }
        }
    }

    // DCP puts its own time before each line; ours is there already.
    private static string WithoutTime(string line)
    {
        const int Time = 28; // 2026-11-29T15:23:02.5090000Z
        return line.Length > Time && line[Time - 1] == 'Z' && line[Time] == ' ' ? line[(Time + 1)..] : line;
    }
}

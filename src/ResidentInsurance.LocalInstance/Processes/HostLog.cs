using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace ResidentInsurance.LocalInstance.Processes;

/// <summary>Log lines as <c>{time} {name} | {text}</c>: a file per resource, and the console for what the
/// operator is told.</summary>
public sealed class HostLog : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceLog> logs = new();
    private readonly TextWriter? console;
    private readonly TimeProvider clock;
    private readonly bool echo;

    /// <param name="folder">Where the files go; created, for the owner alone.</param>
    /// <param name="console">What the operator reads, null for nobody.</param>
    /// <param name="clock">The clock of the lines' times.</param>
    /// <param name="echo">Whether the resources' own lines go to the console too.</param>
    public HostLog(string folder, TextWriter? console, TimeProvider clock, bool echo = false)
    {
        Folder = folder;
        this.console = console is null ? null : TextWriter.Synchronized(console);
        this.clock = clock;
        this.echo = echo;
        _ = Directory.CreateDirectory(folder, Modes.OwnerFolder);
    }

    public string Folder { get; }

    public ResourceLog For(string name) => logs.GetOrAdd(name, static (n, host) => new ResourceLog(host, n), this);

    /// <summary>Tells the operator something about a resource.</summary>
    public void Say(string name, string text)
    {
        For(name).Append(text);
        Show(name, text);
    }

    internal void Echo(string name, string text)
    {
        if (echo)
        {
            Show(name, text);
        }
    }

    internal string Line(string name, string text)
    {
        var time = clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        return $"{time} {name} | {text}";
    }

    private void Show(string name, string text)
    {
        try
        {
            console?.WriteLine(Line(name, text));
        }
        catch (IOException)
        {
            // The console is a file on a full disk, or a pipe that nobody reads any more.
        }
    }

    public void Dispose()
    {
        foreach (var log in logs.Values)
        {
            log.Dispose();
        }
    }
}

/// <summary>One resource's file. The former one stands beside it with <c>.1</c> at its end. A file that cannot be written,
/// as on a full disk, costs its lines and nothing else: whoever reads a child's output here must never stop reading, since
/// the child would stand still with its first full pipe. When there is room again, the file goes on.</summary>
public sealed class ResourceLog : IDisposable
{
    private const int KeptLines = 30;

    /// <summary>Twice this much is kept of a resource, whatever it writes.</summary>
    private const long MostBytes = 32L << 20;

    private readonly Lock gate = new();
    private readonly Queue<string> last = new();
    private readonly HostLog host;
    private readonly string name;
    private FileStream? file;
    private long lost;
    private bool disposed;

    internal ResourceLog(HostLog host, string name)
    {
        this.host = host;
        this.name = name;
        FileName = Path.Combine(host.Folder, $"{name}.log");
        KeepFormer();
    }

    public string FileName { get; }

    /// <summary>The last lines, for the message about a resource that failed.</summary>
    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (gate)
            {
                return [.. last];
            }
        }
    }

    /// <summary>A line that the resource wrote itself.</summary>
    public void Write(string text)
    {
        Append(text);
        host.Echo(name, text);
    }

    internal void Append(string text)
    {
        lock (gate)
        {
            if (last.Count == KeptLines)
            {
                _ = last.Dequeue();
            }

            last.Enqueue(text);
            if (disposed)
            {
                return;
            }

            try
            {
                // Not buffered: what could not be written is given up, not tried again with the next line.
                file ??= new FileStream(FileName, new FileStreamOptions
                {
                    Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, UnixCreateMode = Modes.OwnerFile, BufferSize = 0,
                });
                if (lost > 0)
                {
                    // The line before may have been cut off.
                    file.Write(Encoding.UTF8.GetBytes($"\n{host.Line(name, Bilingual.Text(nameof(Texts.LinesLost), lost))}\n"));
                    lost = 0;
                }

                file.Write(Encoding.UTF8.GetBytes(host.Line(name, text) + "\n"));
                if (file.Length > MostBytes)
                {
                    Close();
                    KeepFormer();
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                lost++;
                Close();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            Close();
        }
    }

    private void Close()
    {
        file?.Dispose();
        file = null;
    }

    private void KeepFormer()
    {
        if (File.Exists(FileName))
        {
            File.Move(FileName, FileName + ".1", overwrite: true);
        }
    }
}

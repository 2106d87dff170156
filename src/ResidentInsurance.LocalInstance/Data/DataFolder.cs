using System.Globalization;
using ResidentInsurance.LocalInstance.Processes;

namespace ResidentInsurance.LocalInstance;

/// <summary>What an instance keeps between its runs, held by one host at a time: data of the private servers, ports,
/// secrets, logs, and the file of running children.</summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>What was started through DCP is ended by DCP when the host has died; it takes up to 20 s.</summary>
    private static readonly TimeSpan CleaningLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LeftoverGrace = TimeSpan.FromSeconds(20);

    private readonly FileStream hold;

    private DataFolder(string path, FileStream hold, HostLog log)
    {
        Path = path;
        this.hold = hold;
        Log = log;
        Ledger = new ProcessLedger(LedgerFile(path));
        Ports = new PortBook(System.IO.Path.Combine(path, "ports.json"), log.Say);
        Secrets = new SecretBook(System.IO.Path.Combine(path, "secrets.json"));
    }

    public string Path { get; }

    public HostLog Log { get; }

    public ProcessLedger Ledger { get; }

    public PortBook Ports { get; }

    public SecretBook Secrets { get; }

    /// <summary>Takes the folder, made if it is missing, and ends what a crashed host left running in it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="console">What the operator reads.</param>
    /// <param name="echo">Whether the children's own lines go there too.</param>
    /// <exception cref="HostException">Another host has it.</exception>
    public static async Task<DataFolder> OpenAsync(string path, TextWriter? console, bool echo = false)
    {
        var full = System.IO.Path.GetFullPath(path);
        _ = Directory.CreateDirectory(full, Modes.PassFolder);
        var taken = Hold(full);
        try
        {
            var log = new HostLog(System.IO.Path.Combine(full, "logs"), console, TimeProvider.System, echo);
            foreach (var name in await ProcessLedger.EndLeftoversAsync(
                LedgerFile(full), CleaningLimit, LeftoverGrace, () => log.Say("host", Bilingual.Text(nameof(Texts.WaitingForRemnants)))))
            {
                log.Say(name, Bilingual.Text(nameof(Texts.LeftoverEnded)));
            }

            return new DataFolder(full, taken, log);
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says what the folder is for, the first time for ever: invented people never come to real ones.</summary>
    /// <param name="demo">Whether it is to hold the demo.</param>
    /// <exception cref="HostException">It holds the other.</exception>
    public void Keep(bool demo)
    {
        const string Demo = "demo", Own = "own";
        var file = File("kind");
        var (wanted, kept) = (demo ? Demo : Own, System.IO.File.Exists(file) ? System.IO.File.ReadAllText(file).Trim() : null);
        if (kept is null)
        {
            Modes.WriteAtomically(file, wanted + "\n");
        }
        else if (kept != wanted)
        {
            throw new HostException(Bilingual.Text(kept == Demo ? nameof(Texts.FolderOfDemo) : nameof(Texts.FolderNotOfDemo), Path));
        }
    }

    public ChildProcess Start(ChildSpec spec) => ChildProcess.Start(spec, Ledger, Log);

    /// <summary>A file of the instance itself.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        Log.Dispose();
        hold.Dispose();
    }

    private static string LedgerFile(string path) => System.IO.Path.Combine(path, "processes.json");

    private static FileStream Hold(string path)
    {
        var file = System.IO.Path.Combine(path, "host.lock");
        try
        {
            // The kernel lets go of the lock with the process, however it ends.
            var taken = new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = Modes.OwnerFile,
            });
            taken.SetLength(0);
            taken.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            taken.Flush();
            return taken;
        }
        catch (UnauthorizedAccessException)
        {
            throw new HostException(Bilingual.Text(nameof(Texts.FolderForbidden), path));
        }
        catch (IOException)
        {
            throw new HostException(Bilingual.Text(nameof(Texts.FolderHeld), path));
        }
    }
}

using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Npgsql;
using RabbitMQ.Client;
using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Processes;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Load.Services;

/// <summary>The whole system as <c>./run --empty</c> starts it, on a folder that goes with it: the host is a child of ours, the
/// servers and services run below it. There is no dashboard, which would be sent every trace. Its packs are Fengyan 2024, once for each county that is asked for.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private const string Pack = "fengyan-2024";
    private const string PackCounty = "500119";

    // More would wait in the service instead of here.
    private const int ConnectionsMost = 64;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(12);
    private static readonly TimeSpan RequestLimit = TimeSpan.FromMinutes(10);

    private readonly string folder;
    private readonly Process host;

    private Installation(string folder, Process host)
    {
        this.folder = folder;
        this.host = host;
    }

    /// <summary>False once it was ended.</summary>
    public bool IsRunning { get; private set; } = true;

    /// <summary>The server that the services use, without a database.</summary>
    public string PostgresConnection => InstanceFile.Read(Data)!.ConnectionStrings["postgres"];

    private string Data => Path.Combine(folder, "data");

    public static string Campaign(int number) => string.Create(CultureInfo.InvariantCulture, $"fengyan-{number:00}");

    public static string County(int number) => string.Create(CultureInfo.InvariantCulture, $"5009{number:00}");

    /// <param name="counties">Numbered from 1 on; each begins empty.</param>
    public static async Task<Installation> StartAsync(int counties, CancellationToken cancellation)
    {
        var place = Directory.CreateTempSubdirectory("resident-insurance-bench-").FullName;
        File.SetUnixFileMode(place, File.GetUnixFileMode(place) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var packs = Directory.CreateDirectory(Path.Combine(place, "packs")).FullName;
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "packs", Pack + ".yaml"), cancellation);
        foreach (var number in Enumerable.Range(1, counties))
        {
            await File.WriteAllTextAsync(Path.Combine(packs, Campaign(number) + ".yaml"), text
                .Replace(Pack, Campaign(number), StringComparison.Ordinal).Replace(PackCounty, County(number), StringComparison.Ordinal), cancellation);
        }

        var ready = Path.Combine(place, "ready");
        var installation = new Installation(place, Start(
            Checkout.PathOf("ResidentInsurance.AppHost/bin/Release/net10.0/ResidentInsurance.AppHost.dll"),
            ["--no-dashboard", "--data", Path.Combine(place, "data"), "--ready-file", ready], ("Packs__Folder", packs)));
        try
        {
            await installation.ReadyAsync(ready, cancellation);
            return installation;
        }
        catch
        {
            await installation.StopAsync();
            throw;
        }
    }

    /// <summary>Rows of a file that was generated for the pack's own county, written for another.</summary>
    public static string MoveTo(int number, string line) => line.Replace("," + PackCounty, "," + County(number), StringComparison.Ordinal);

    /// <summary>Runs <c>ri</c> as a user does, and hands over each line that it prints.</summary>
    public async Task RiAsync(IEnumerable<string> arguments, Action<string> line, CancellationToken cancellation)
    {
        using var ri = Start(Checkout.Ri, ["--data", Data, .. arguments]);
        while (await ri.StandardOutput.ReadLineAsync(cancellation) is { } printed)
        {
            line(printed);
        }

        await ri.WaitForExitAsync(cancellation);
        if (ri.ExitCode != 0)
        {
            throw new InvalidOperationException($"ri {string.Join(' ', arguments)} ended with {ri.ExitCode}.");
        }
    }

    /// <summary>A client of a service, as an operator.</summary>
    public HttpClient Client(string service)
    {
        var instance = InstanceFile.Read(Data)!;
        var token = new ActorTokens(instance.Parameters["token-key"], TimeProvider.System)
            .Issue(new Actor("bench", ActorRole.Operator, Area: ""), TokenLifetime);
        return new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = ConnectionsMost, UseProxy = false })
        {
            BaseAddress = new Uri(instance.Services[service][0]),
            Timeout = RequestLimit,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
    }

    /// <summary>The broker's version and Erlang's, as it tells them to whoever connects.</summary>
    public async Task<string> BrokerAsync(CancellationToken cancellation)
    {
        var factory = new ConnectionFactory { Uri = new Uri(InstanceFile.Read(Data)!.ConnectionStrings["messaging"]) };
        await using var connection = await factory.CreateConnectionAsync(cancellation);
        string Told(string property) => Encoding.UTF8.GetString((byte[])connection.ServerProperties![property]!);
        return $"RabbitMQ: {Told("version")}, {Told("platform")}";
    }

    /// <summary>A service's database of a county, to look into.</summary>
    public NpgsqlDataSource Database(string service, int number) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(PostgresConnection)
        {
            Database = $"{service.Replace('-', '_')}_{County(number)}",
            Pooling = false,
        }.ConnectionString);

    /// <summary>The processes below which all of it runs.</summary>
    public IEnumerable<int> Roots => [host.Id, .. Ledger.Where(entry => entry.EndsOthers).Select(entry => entry.Process.Pid)];

    /// <summary>Processor time so far of each service and server, with all that it started.</summary>
    public IReadOnlyDictionary<string, TimeSpan> ProcessorTimes() => Processes()
        .GroupBy(process => process.Name, process => ProcessorTime.OfTrees(process.Id))
        .ToDictionary(group => group.Key, group => TimeSpan.FromTicks(group.Sum(time => time.Ticks)));

    /// <summary>The most memory that each service has held so far.</summary>
    public IReadOnlyDictionary<string, long> PeakBytes() => Processes()
        .Where(process => process.Name is not ("postgres" or "messaging"))
        .ToDictionary(process => process.Name, process => PeakBytesOf(process.Id));

    public async ValueTask DisposeAsync()
    {
        IsRunning = false;
        await StopAsync();
        host.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task ReadyAsync(string ready, CancellationToken cancellation)
    {
        _ = host.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Look);
        while (!File.Exists(ready))
        {
            if (host.HasExited || TimeProvider.System.GetElapsedTime(start) > StartLimit)
            {
                throw new InvalidOperationException($"The system did not start; its logs are in {Data}/logs.");
            }

            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    private async Task StopAsync()
    {
        if (!host.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", host.Id.ToString(CultureInfo.InvariantCulture)]);
            using var limit = new CancellationTokenSource(StopLimit);
            await host.WaitForExitAsync(limit.Token);
        }
    }

    // The kernel's kB are of 1,024 bytes.
    private static long PeakBytesOf(int process) => 1024 * long.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private static Process Start(string assembly, IEnumerable<string> arguments, params (string Name, string Value)[] extra)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };

        // An operator's own servers are not what is measured.
        foreach (var name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => (string)variable.Key)
            .Where(name => name.StartsWith("ConnectionStrings__", StringComparison.Ordinal)))
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in extra)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    // All but Aspire's own process, below which they run.
    private IEnumerable<(int Id, string Name)> Processes() => Ledger.Where(entry => !entry.EndsOthers)
        .Select(entry => (entry.Process.Pid, entry.Name.StartsWith("messaging", StringComparison.Ordinal) ? "messaging" : entry.Name));

    private IReadOnlyList<LedgerEntry> Ledger => ProcessLedger.Read(Path.Combine(Data, "processes.json"));
}

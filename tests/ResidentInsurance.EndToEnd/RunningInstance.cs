using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using ResidentInsurance.Contracts;
using ResidentInsurance.EndToEnd;
using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Processes;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(RunningInstance))]

namespace ResidentInsurance.EndToEnd;

/// <summary>The whole system as <c>./run --empty</c> starts it, here through Aspire's testing host, with two replicas of each service and servers of its own.
/// Its packs are Fengyan 2024 once for each county that the tests want to begin with nothing, and Ruizhou 2024.</summary>
public sealed class RunningInstance : IAsyncLifetime
{
    public const int Counties = 13;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    // The exporter answers a second scrape within 300 ms with the text of the first.
    private static readonly TimeSpan ScrapeCache = TimeSpan.FromMilliseconds(350);

    internal static readonly string Root = FindRoot();

    private readonly TestFolder folder = new();
    private DistributedApplication? app;

    public string Data => Path.Combine(folder.Path, "data");

    internal InstanceFile File => InstanceFile.Read(Data) ?? throw new InvalidOperationException("The instance does not run.");

    public static string Campaign(int number) => $"fengyan-{number:00}";

    public static string County(int number) => $"5009{number:00}";

    public async ValueTask InitializeAsync()
    {
        var packs = Directory.CreateDirectory(Path.Combine(folder.Path, "packs")).FullName;
        var pack = await System.IO.File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "packs", "fengyan-2024.yaml"));
        for (var number = 1; number <= Counties; number++)
        {
            await System.IO.File.WriteAllTextAsync(Path.Combine(packs, Campaign(number) + ".yaml"),
                pack.Replace("fengyan-2024", Campaign(number), StringComparison.Ordinal)
                    .Replace("500119", County(number), StringComparison.Ordinal));
        }

        System.IO.File.Copy(Path.Combine(AppContext.BaseDirectory, "packs", "ruizhou-2024.yaml"), Path.Combine(packs, "ruizhou-2024.yaml"));
        // What the services inherit; and the shared servers of ./test are not to be its own.
        Environment.SetEnvironmentVariable("Packs__Folder", packs);
        Environment.SetEnvironmentVariable(TestServers.PostgresVariable, null);
        Environment.SetEnvironmentVariable(TestServers.MessagingVariable, null);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ResidentInsurance_AppHost>(
            ["--data", Data, "--replicas", "2", "--no-dashboard"]);
        app = await builder.BuildAsync();
        await app.StartAsync();
        await Eventually.True(() => InstanceFile.Read(Data) is not null, "the system is ready", StartLimit);
    }

    /// <summary>Runs <c>ri</c> as a user does; its exit code, standard output and standard error.</summary>
    public Task<(int Code, string Out, string Error)> RiAsync(params string[] arguments) => RiAsync(arguments, input: "");

    /// <summary>As <see cref="RiAsync(string[])"/>, with what it reads from standard input.</summary>
    public async Task<(int Code, string Out, string Error)> RiAsync(string[] arguments, string input)
    {
        using var limit = new CancellationTokenSource(CommandLimit);
        using var ri = Start(Path.Combine(Root, "src/ResidentInsurance.Cli/bin/Release/net10.0/ri.dll"), ["--data", Data, .. arguments]);
        await ri.StandardInput.WriteAsync(input);
        ri.StandardInput.Close();
        var (text, error) = (ri.StandardOutput.ReadToEndAsync(limit.Token), ri.StandardError.ReadToEndAsync(limit.Token));
        await ri.WaitForExitAsync(limit.Token);
        return (ri.ExitCode, await text, await error);
    }

    /// <summary>A client of a service's first replica, as another service or as an operator.</summary>
    public HttpClient Client(string service, ActorRole role)
    {
        var token = new ActorTokens(File.Parameters["token-key"], TimeProvider.System).Issue(new Actor("end-to-end", role, Area: ""));
        return new HttpClient
        {
            BaseAddress = new Uri(File.Services[service][0]),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
    }

    /// <summary>How far a service has come in a county.</summary>
    public async Task<FeedPositions> PositionsAsync(string service, string county)
    {
        using var client = Client(service, ActorRole.Service);
        return (await client.GetFromJsonAsync<FeedPositions>(
            $"/positions?county={county}", ContractJson.Options, TestContext.Current.CancellationToken))!;
    }

    /// <summary>The last event of each service in a county: the same as before where nothing happened.</summary>
    public async Task<IReadOnlyDictionary<string, long>> HeadsAsync(string county)
    {
        var heads = new Dictionary<string, long>();
        foreach (var service in ServiceNames.Feeds.Select(feed => feed.Source).Distinct())
        {
            heads[service] = (await PositionsAsync(service, county)).Head;
        }

        return heads;
    }

    /// <summary>A counter of a source's items in a county, over all replicas of the service that counts: not older than the call.</summary>
    public async Task<long> ItemsAsync(string counter, string service, string source, string county)
    {
        await Task.Delay(ScrapeCache, TestContext.Current.CancellationToken);
        var items = 0L;
        using var client = new HttpClient();
        foreach (var replica in File.Services[service])
        {
            var text = await client.GetStringAsync(new Uri(new Uri(replica), "/metrics"), TestContext.Current.CancellationToken);
            items += text.Split('\n').Where(line => line.StartsWith(counter + "{", StringComparison.Ordinal)
                    && line.Contains($"source=\"{source}\"", StringComparison.Ordinal)
                    && line.Contains($"county=\"{county}\"", StringComparison.Ordinal))
                .Sum(line => long.Parse(line[(line.LastIndexOf(' ') + 1)..]));
        }

        return items;
    }

    /// <summary>The processes of a service, one for each replica.</summary>
    public IReadOnlyList<int> ProcessesOf(string service) =>
    [
        .. ProcessLedger.Read(Ledger).Where(e => e.Name == service || e.Name.StartsWith(service + "-", StringComparison.Ordinal)).Select(e => e.Process.Pid),
    ];

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (app is not null)
            {
                var running = ProcessLedger.Running(Ledger);
                await app.StopAsync().WaitAsync(StopLimit);
                await app.DisposeAsync();
                await Eventually.True(() => running.All(process => !process.IsAlive), "nothing runs any more");
            }
        }
        finally
        {
            folder.Dispose();
        }
    }

    private string Ledger => Path.Combine(Data, "processes.json");

    private static Process Start(string assembly, IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    internal static IEnumerable<int> Processes() => Directory.GetDirectories("/proc").Select(Path.GetFileName)
        .Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!));

    internal static string CommandLine(int process)
    {
        try
        {
            return System.IO.File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return ""; // it has ended
        }
    }

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(at.FullName, "ResidentInsurance.sln")))
        {
            at = at.Parent ?? throw new InvalidOperationException("The tests run inside the checkout.");
        }

        return at.FullName;
    }
}

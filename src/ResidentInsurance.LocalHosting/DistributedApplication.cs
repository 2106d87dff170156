using System.Runtime.InteropServices;

namespace ResidentInsurance.LocalHosting;

/// <summary>The application, run as processes of this machine until Ctrl-C or SIGTERM.</summary>
public sealed class DistributedApplication
{
    private readonly ApplicationModel model;
    private readonly HostOptions options;

    internal DistributedApplication(ApplicationModel model, HostOptions options)
    {
        this.model = model;
        this.options = options;
    }

    /// <param name="args"><c>--data DIR</c>, <c>--ready-file FILE</c>, <c>--logs</c>, <c>--replicas N</c>.</param>
    public static DistributedApplicationBuilder CreateBuilder(string[] args)
    {
        try
        {
            return new DistributedApplicationBuilder(HostOptions.Parse(args));
        }
        catch (HostException e)
        {
            Console.Error.WriteLine(e.Message);
            Environment.Exit(2);
            throw;
        }
    }

    /// <summary>Starts all, says when it is ready, and returns when all has been stopped again.</summary>
    public void Run() => Environment.ExitCode = RunAsync().GetAwaiter().GetResult();

    private async Task<int> RunAsync()
    {
        try
        {
            using var data = await DataFolder.OpenAsync(options.DataFolder, Console.Out, options.Echo);
            return await RunAsync(data);
        }
        catch (HostException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private async Task<int> RunAsync(DataFolder data)
    {
        var variables = Environment.GetEnvironmentVariables();
        var host = variables.Keys.Cast<string>().ToDictionary(k => k, k => (string)variables[k]!);
        var allocation = new Allocator(model, data, host, options.Replicas).Allocate();
        using var probe = new HealthProbe();
        using var stop = new CancellationTokenSource();
        var orchestration = new Orchestration(model, allocation, data, host, probe);
        using var signals = new StopSignals(
            first: () =>
            {
                data.Log.Say("host", Bilingual.Text(nameof(Texts.Stopping)));
                stop.Cancel();
            },
            second: () =>
            {
                data.Log.Say("host", Bilingual.Text(nameof(Texts.Killing)));
                data.Ledger.Close();
            });
        DeleteReadyFile();
        InstanceFile.Of(model, allocation).Write(data.Path);
        try
        {
            await orchestration.StartAsync(stop.Token);
            await AnnounceAsync(data, allocation);
            await Task.Delay(Timeout.Infinite, stop.Token);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (HostException e)
        {
            data.Log.Say("host", e.Message);
            return 1;
        }
        finally
        {
            await stop.CancelAsync();
            await orchestration.StopAsync();
            DeleteReadyFile();
            File.Delete(data.File(InstanceFile.FileName));
            data.Log.Say("host", Bilingual.Text(nameof(Texts.Stopped)));
        }
    }

    private void DeleteReadyFile()
    {
        if (options.ReadyFile is { } file)
        {
            File.Delete(file);
        }
    }

    private IEnumerable<string> Places(Allocation allocation)
    {
        foreach (var (server, connection) in allocation.Connections)
        {
            yield return $"{server.Name}\t{connection.Properties["HOST"]}:{connection.Properties["PORT"]}";
        }

        foreach (var process in model.Processes.Where(p => p.Endpoints.Count > 0))
        {
            yield return $"{process.Name}\t{string.Join(' ', allocation.Addresses(process, process.Endpoints[0].Name))}";
        }
    }

    private async Task AnnounceAsync(DataFolder data, Allocation allocation)
    {
        var door = model.Processes.FirstOrDefault(p => p.External && p.Endpoints.Count > 0);
        var address = door is null ? "" : allocation.Addresses(door, door.Endpoints[0].Name)[0];
        data.Log.For("host").Write($"ready {address}");
        if (options.ReadyFile is { } file)
        {
            // The address, then a line for each part: name, tab, where it is.
            Modes.WriteAtomically(file, string.Concat(Places(allocation).Prepend(address).Select(l => l + "\n")));
        }
        else
        {
            await Console.Out.WriteLineAsync($"ready {address}".TrimEnd());
        }
    }
}

/// <summary>Ctrl-C, SIGTERM and a closed terminal: the first stops, the second kills.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> registrations;
    private readonly Action first;
    private readonly Action second;
    private int count;

    internal StopSignals(Action first, Action second)
    {
        this.first = first;
        this.second = second;
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, On),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, On),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, On),
        ];
    }

    public void Dispose() => registrations.ForEach(r => r.Dispose());

    private void On(PosixSignalContext context)
    {
        context.Cancel = true;
        (Interlocked.Increment(ref count) == 1 ? first : second)();
    }
}

using ResidentInsurance.LocalHosting.Processes;
using ResidentInsurance.LocalHosting.Servers;

namespace ResidentInsurance.LocalHosting;

/// <summary>One replica of a program.</summary>
internal sealed class RunningProgram(
    ProcessResource resource,
    int replica,
    Allocation allocation,
    IReadOnlyDictionary<string, string> environment,
    IReadOnlyList<Func<Task>> waits,
    DataFolder data,
    HealthProbe probe)
    : RunningResource(resource, data.Log)
{
    private static readonly TimeSpan HealthLimit = TimeSpan.FromMinutes(3);

    private volatile bool stopping;
    private ChildProcess? process;

    /// <summary>Its log's name: replicas are told apart.</summary>
    private string Name => allocation.Replicas(resource) == 1 ? resource.Name : $"{resource.Name}-{replica + 1}";

    private string? HealthAddress => resource.HealthPath is { } path && resource.Endpoints is [var first, ..]
        ? Allocation.Address(allocation.Port(resource, first.Name, replica)) + path
        : null;

    internal Task<int> Exited => process?.Exited ?? throw new InvalidOperationException($"{Name}: not started");

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(waits.Select(wait => wait())).WaitAsync(cancellation);
        cancellation.ThrowIfCancellationRequested();
        process = data.Start(new ChildSpec(Name, Command(), environment) { WorkingDirectory = Folder() });
        if (HealthAddress is { } address)
        {
            await Readiness.WaitAsync(process, c => AskAsync(address, c), HealthLimit, cancellation, HealthProbe.StartInterval);
            _ = WatchHealthAsync(process, address, cancellation);
        }

        _ = WatchExitAsync(process);
    }

    protected override Task<bool> EndAsync(TimeSpan grace)
    {
        stopping = true;
        return process is { Exited.IsCompleted: false } running ? running.StopAsync(grace) : Task.FromResult(true);
    }

    private IReadOnlyList<string> Command()
    {
        switch (resource)
        {
            case ExecutableResource executable:
                return [executable.Command, .. executable.Arguments];
            case ProjectResource { Project.AssemblyPath: var assembly }:
                return File.Exists(assembly)
                    ? ["dotnet", assembly]
                    : throw new HostException(Bilingual.Text(nameof(Texts.NotBuilt), Name, assembly));
            default:
                throw new InvalidOperationException($"{resource.GetType().Name} has no command");
        }
    }

    /// <summary>A project runs in its own folder, as by <c>dotnet run</c>: there is its web root.</summary>
    private string Folder() => resource is ExecutableResource executable
        ? executable.WorkingDirectory
        : Path.GetDirectoryName(((ProjectResource)resource).Project.ProjectPath)!;

    private async Task AskAsync(string address, CancellationToken cancellation)
    {
        if (await probe.AskAsync(address, cancellation) is { } fault)
        {
            throw new HostException($"{address}: {fault}");
        }
    }

    private async Task WatchExitAsync(ChildProcess running)
    {
        var code = await running.Exited;
        if (!stopping && (code != 0 || HealthAddress is not null))
        {
            Log.Say(Name, Bilingual.Text(nameof(Texts.EndedUnexpectedly), code, running.Log.FileName));
        }
    }

    private async Task WatchHealthAsync(ChildProcess running, string address, CancellationToken cancellation)
    {
        var healthy = true;
        while (!stopping && !running.Exited.IsCompleted)
        {
            _ = await Task.WhenAny(running.Exited, Task.Delay(HealthProbe.Interval, cancellation));
            if (stopping || running.Exited.IsCompleted || cancellation.IsCancellationRequested)
            {
                return;
            }

            var fault = await probe.AskAsync(address, cancellation);
            if (fault is null != healthy)
            {
                healthy = fault is null;
                Log.Say(Name, healthy
                    ? Bilingual.Text(nameof(Texts.HealthyAgain))
                    : Bilingual.Text(nameof(Texts.Unhealthy), fault!));
            }
        }
    }
}

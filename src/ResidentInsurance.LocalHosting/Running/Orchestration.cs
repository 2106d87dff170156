using ResidentInsurance.LocalHosting.Servers;

namespace ResidentInsurance.LocalHosting;

/// <summary>Starts all resources as their dependencies allow, and stops them in the reverse order.</summary>
internal sealed class Orchestration
{
    /// <summary>From the signal to the last process: 30 s, less what the host needs for itself.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(27);

    /// <summary>What the servers need at least (RabbitMQ 6–7 s), whatever the programs took.</summary>
    private static readonly TimeSpan ServerShare = TimeSpan.FromSeconds(16);

    private readonly List<RunningResource> resources = [];
    private readonly DataFolder data;

    internal Orchestration(
        ApplicationModel model, Allocation allocation, DataFolder data, IReadOnlyDictionary<string, string> host, HealthProbe probe)
    {
        this.data = data;
        foreach (var resource in model.Resources)
        {
            resources.AddRange(resource switch
            {
                PostgresServerResource postgres =>
                    [new RunningPostgres(postgres, allocation.Connections[postgres], PostgresSizing.MaxConnections(model, postgres, allocation, host), data)],
                PostgresDatabaseResource database => [new RunningDatabase(database, ReadyAsync, data.Log)],
                RabbitMQServerResource broker => [new RunningRabbitMq(broker, allocation.Connections[broker], data)],
                ProcessResource process => Replicas(process, allocation, host, probe),
                _ => Array.Empty<RunningResource>(),
            });
        }
    }

    /// <summary>Starts all; ends when all are healthy, or with the first fault.</summary>
    internal async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var resource in resources)
        {
            _ = Task.Run(() => resource.StartAsync(cancellation), CancellationToken.None);
        }

        var pending = resources.Select(r => r.Ready).ToList();
        while (pending.Count > 0)
        {
            var next = await Task.WhenAny(pending);
            await next;
            _ = pending.Remove(next);
        }
    }

    internal async Task StopAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        TimeSpan Left() => StopLimit - TimeProvider.System.GetElapsedTime(start);
        foreach (var level in resources.GroupBy(r => ApplicationModel.Level(r.Resource)).OrderByDescending(g => g.Key))
        {
            var grace = level.Key == 0 ? Left() : Left() - ServerShare;
            await Task.WhenAll(level.Select(r => r.StopAsync(grace > TimeSpan.Zero ? grace : TimeSpan.Zero)));
        }

        data.Ledger.Close();
    }

    private Task ReadyAsync(Resource resource) =>
        Task.WhenAll(resources.Where(r => r.Resource == resource).Select(r => r.Ready));

    private async Task CompletedAsync(ProcessResource resource)
    {
        await ReadyAsync(resource);
        foreach (var program in resources.OfType<RunningProgram>().Where(r => r.Resource == resource))
        {
            if (await program.Exited is not 0 and var code)
            {
                throw new HostException(Bilingual.Text(nameof(Texts.CompletionFailed), resource.Name, code));
            }
        }
    }

    private IEnumerable<RunningResource> Replicas(
        ProcessResource process, Allocation allocation, IReadOnlyDictionary<string, string> host, HealthProbe probe)
    {
        List<Func<Task>> waits =
        [
            .. process.WaitsFor.Select<Resource, Func<Task>>(r => () => ReadyAsync(r)),
            .. process.WaitsForCompletionOf.Select<ProcessResource, Func<Task>>(r => () => CompletedAsync(r)),
        ];
        return Enumerable.Range(0, allocation.Replicas(process)).Select(replica => new RunningProgram(
            process, replica, allocation, ResourceEnvironment.Of(process, replica, allocation, host), waits, data, probe));
    }
}

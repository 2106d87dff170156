using Microsoft.Extensions.Hosting;
using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Processes;

namespace ResidentInsurance.AppHost.Local;

/// <summary>Programs first, all at once, then their servers, each with the signal that it takes and with time. DCP would send
/// SIGTERM to all at once and kill after six seconds; it then finds nothing left.</summary>
internal sealed class OrderedStop(DistributedApplicationModel model, Upkeep upkeep, DataFolder data) : IHostedLifecycleService
{
    /// <summary>From the signal to the last process: 30 s, less what the host and DCP need for themselves.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(26);

    /// <summary>What the servers need at least (RabbitMQ 6–7 s), whatever the programs took.</summary>
    private static readonly TimeSpan ServerShare = TimeSpan.FromSeconds(16);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        upkeep.StartNothingMore();
        var start = TimeProvider.System.GetTimestamp();
        TimeSpan Left() => StopLimit - TimeProvider.System.GetElapsedTime(start);
        await EndAsync(r => !r.IsServer, Left() - ServerShare);
        await EndAsync(r => r is { IsServer: true } and not LocalPortMapperResource, Left());
        await EndAsync(r => r is LocalPortMapperResource, TimeSpan.FromSeconds(1));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task EndAsync(Func<ILocalProcess, bool> which, TimeSpan grace)
    {
        var names = model.Resources.OfType<ILocalProcess>().Where(which).Select(r => r.Name).ToHashSet();
        foreach (var killed in await ProcessLedger.EndAsync([.. data.Ledger.Entries.Where(e => names.Contains(e.Name))], grace))
        {
            data.Log.Say(killed.Name, Bilingual.Text(nameof(Texts.Killed)));
        }
    }
}

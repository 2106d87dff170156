using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Processes;
using ResidentInsurance.LocalInstance.Servers;

namespace ResidentInsurance.AppHost.Local;

/// <summary>Looks after the processes: tells when each is ready or unhealthy, keeps the ledger of them, and starts again what
/// has died. Aspire itself starts nothing again.</summary>
internal sealed class Upkeep
{
    private static readonly TimeSpan HandGrace = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, Watched> watched;
    private readonly ResourceNotificationService states;
    private readonly ResourceCommandService commands;
    private readonly DataFolder data;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, bool> minded = new();
    private readonly long began = TimeProvider.System.GetTimestamp();
    private volatile bool stopping;

    public Upkeep(DistributedApplicationModel model, ResourceNotificationService states, ResourceCommandService commands, DataFolder data)
    {
        this.states = states;
        this.commands = commands;
        this.data = data;
        watched = model.Resources.OfType<ILocalProcess>().ToDictionary(r => r.Name, r => new Watched(r));
    }

    /// <summary>Ends when all are healthy.</summary>
    /// <exception cref="HostException">One of them ended before.</exception>
    public Task ReadyAsync(CancellationToken cancellation) => ready.Task.WaitAsync(cancellation);

    public void StartNothingMore() => stopping = true;

    /// <summary>What somebody stops in the dashboard gets the signal and the time that it needs, and stays stopped.</summary>
    public void MindCommands(IResource resource)
    {
        if (!watched.TryGetValue(resource.Name, out var process) || !minded.TryAdd(resource.Name, true))
        {
            return;
        }

        ResourceCommandAnnotation Command(string name) => resource.Annotations.OfType<ResourceCommandAnnotation>().Single(c => c.Name == name);
        var start = Command(KnownResourceCommands.StartCommand);
        Replace(Command(KnownResourceCommands.StopCommand), _ => Task.FromResult(CommandResults.Success()));
        Replace(Command(KnownResourceCommands.RestartCommand), start.ExecuteCommand);

        void Replace(ResourceCommandAnnotation command, Func<ExecuteCommandContext, Task<ExecuteCommandResult>> then)
        {
            _ = resource.Annotations.Remove(command);
            resource.Annotations.Add(new ResourceCommandAnnotation(
                command.Name, command.DisplayName, command.UpdateState,
                context => EndByHandAsync(process, command, context, then),
                command.DisplayDescription, command.Arguments, command.ConfirmationMessage, command.IconName, command.IconVariant, command.IsHighlighted));
        }
    }

    private async Task<ExecuteCommandResult> EndByHandAsync(
        Watched process, ResourceCommandAnnotation command, ExecuteCommandContext context, Func<ExecuteCommandContext, Task<ExecuteCommandResult>> then)
    {
        var running = data.Ledger.Entries.Where(e => e.Name == process.Name).ToList();
        if (running.Count == 0)
        {
            return await command.ExecuteCommand(context);
        }

        process.EndedByHand = command.Name;
        _ = await ProcessLedger.EndAsync(running, HandGrace);
        // Not by DCP's own stop: it fails where the process ends meanwhile.
        _ = await states.WaitForResourceAsync(process.Name, KnownResourceStates.TerminalStates, context.CancellationToken);
        return await then(context);
    }

    /// <summary>Watches from before the first process starts until all are to be stopped.</summary>
    public async Task WatchAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in states.WatchAsync(stoppingToken))
        {
            if (watched.TryGetValue(change.Resource.Name, out var process))
            {
                Take(process, change.Snapshot, stoppingToken);
            }
        }
    }

    private void Take(Watched process, CustomResourceSnapshot snapshot, CancellationToken stoppingToken)
    {
        var state = snapshot.State?.Text;
        if (state == KnownResourceStates.Running && Pid(snapshot) is { } pid && pid != process.Identity?.Pid && ProcessIdentity.Of(pid) is { } identity)
        {
            process.Started(identity);
            data.Ledger.Add(new LedgerEntry(process.Name, identity, process.Resource.Signal));
        }

        if (KnownResourceStates.TerminalStates.Contains(state))
        {
            Ended(process, snapshot, stoppingToken);
        }
        else if (state == KnownResourceStates.Running)
        {
            Health(process, snapshot.HealthStatus);
        }
    }

    private void Health(Watched process, HealthStatus? health)
    {
        if (health is null || stopping || process.IsHealthy == (health == HealthStatus.Healthy))
        {
            return;
        }

        process.IsHealthy = health == HealthStatus.Healthy;
        if (process.IsHealthy)
        {
            var seconds = TimeProvider.System.GetElapsedTime(process.WasHealthy ? process.Since : began).TotalSeconds;
            data.Log.Say(process.Name, process.Announced
                ? Bilingual.Text(nameof(Texts.HealthyAgain))
                : Bilingual.Text(nameof(Texts.Ready), seconds.ToString("F1", CultureInfo.InvariantCulture)));
            process.WasHealthy = process.Announced = true;
            if (watched.Values.All(p => p.WasHealthy))
            {
                _ = ready.TrySetResult();
            }
        }
        else if (process.Announced)
        {
            data.Log.Say(process.Name, Bilingual.Text(nameof(Texts.Unhealthy), health));
        }
    }

    private void Ended(Watched process, CustomResourceSnapshot snapshot, CancellationToken stoppingToken)
    {
        if (process.Identity is { } identity)
        {
            data.Ledger.Remove(identity);
        }

        if (stopping || process.IsDown)
        {
            return;
        }

        process.IsDown = true;
        process.IsHealthy = false;
        var log = data.Log.For(process.Name);
        if (process.EndedByHand is { } command)
        {
            data.Log.Say(process.Name, Bilingual.Text(
                command == KnownResourceCommands.StopCommand ? nameof(Texts.StoppedByHand) : nameof(Texts.RestartedByHand)));
        }
        else if (!ready.Task.IsCompletedSuccessfully)
        {
            // Nothing has ever worked: somebody sits before it and has to be told.
            _ = ready.TrySetException(new HostException(
                Readiness.Failed(process.Name, Bilingual.Text(nameof(Texts.Ended), snapshot.ExitCode ?? -1), log)));
        }
        else
        {
            var pause = process.Pauses.Next(process.RanFor);
            data.Log.Say(process.Name, Bilingual.Text(nameof(Texts.Died), snapshot.ExitCode ?? -1, pause.TotalSeconds, log.FileName));
            _ = StartAgainAsync(process, pause, stoppingToken);
        }
    }

    private async Task StartAgainAsync(Watched process, TimeSpan pause, CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // Somebody may have been quicker, in the dashboard.
            if (stopping || stoppingToken.IsCancellationRequested || !process.IsDown
                || await FailedStartAsync(process, stoppingToken) is not { } reason || stopping || !process.IsDown)
            {
                return;
            }

            data.Log.Say(process.Name, Bilingual.Text(nameof(Texts.StartFailed), reason));
            pause = process.Pauses.Next(TimeSpan.Zero);
        }
    }

    // Nobody awaits a start: whatever is wrong with it is a reason to try again.
    private async Task<string?> FailedStartAsync(Watched process, CancellationToken stoppingToken)
    {
        try
        {
            var result = await commands.ExecuteCommandAsync(process.Resource, KnownResourceCommands.StartCommand, stoppingToken);
            return result.Success ? null : result.Message ?? "";
        }
        catch (Exception fault)
        {
            return stoppingToken.IsCancellationRequested ? null : fault.Message;
        }
    }

    private static int? Pid(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(p => p.Name == "executable.pid")?.Value is { } value
        && int.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), out var pid) && pid > 1
            ? pid
            : null;

    /// <summary>One process, as far as its upkeep goes.</summary>
    private sealed class Watched(ILocalProcess resource)
    {
        private volatile bool isDown;

        public ILocalProcess Resource => resource;

        public string Name => resource.Name;

        public RestartPauses Pauses { get; } = new();

        public ProcessIdentity? Identity { get; private set; }

        public long Since { get; private set; }

        public TimeSpan RanFor => Since == 0 ? TimeSpan.Zero : TimeProvider.System.GetElapsedTime(Since);

        public bool IsDown
        {
            get => isDown;
            set => isDown = value;
        }

        public bool IsHealthy { get; set; }

        public bool WasHealthy { get; set; }

        public bool Announced { get; set; }

        /// <summary>The command by which somebody ended it in the dashboard.</summary>
        public string? EndedByHand { get; set; }

        public void Started(ProcessIdentity process)
        {
            Identity = process;
            Since = TimeProvider.System.GetTimestamp();
            IsDown = IsHealthy = Announced = false;
            EndedByHand = null;
        }
    }
}

/// <summary>How long to wait before something that died is started again: at first hardly, then longer each time.</summary>
internal sealed class RestartPauses
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    /// <summary>Who has run this long had recovered.</summary>
    private static readonly TimeSpan Recovered = TimeSpan.FromMinutes(2);

    private TimeSpan? last;

    /// <param name="ranFor">How long it ran this time.</param>
    public TimeSpan Next(TimeSpan ranFor)
    {
        last = last is not { } pause || ranFor >= Recovered ? First
            : pause == First ? Second
            : pause * 2 < Most ? pause * 2 : Most;
        return last.Value;
    }
}

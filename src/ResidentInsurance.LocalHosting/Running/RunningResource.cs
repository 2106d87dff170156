using System.Globalization;
using ResidentInsurance.LocalHosting.Processes;

namespace ResidentInsurance.LocalHosting;

/// <summary>A resource in one run: when it is ready, and how it is ended.</summary>
internal abstract class RunningResource(Resource resource, HostLog log)
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long created = TimeProvider.System.GetTimestamp();

    internal Resource Resource { get; } = resource;

    /// <summary>Ends when it runs and is healthy, or with what hindered it.</summary>
    internal Task Ready => ready.Task;

    protected HostLog Log { get; } = log;

    internal async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            await RunAsync(cancellation);
            var seconds = TimeProvider.System.GetElapsedTime(created).TotalSeconds;
            Log.Say(Resource.Name, Bilingual.Text(
                nameof(Texts.Ready), seconds.ToString("F1", CultureInfo.InvariantCulture)));
            ready.SetResult();
        }
        catch (OperationCanceledException)
        {
            ready.SetCanceled(cancellation);
        }
        catch (Exception e)
        {
            ready.SetException(e);
        }
    }

    /// <summary>Starts it and waits until it is healthy.</summary>
    protected abstract Task RunAsync(CancellationToken cancellation);

    /// <summary>Ends it in order, killed after the grace. A start that is still under way has been cancelled and is
    /// waited for first.</summary>
    internal async Task StopAsync(TimeSpan grace)
    {
        await Ready.ContinueWith(static _ => { }, TaskScheduler.Default);
        if (!await EndAsync(grace))
        {
            Log.Say(Resource.Name, Bilingual.Text(nameof(Texts.Killed)));
        }
    }

    /// <returns>Whether it ended by itself.</returns>
    protected virtual Task<bool> EndAsync(TimeSpan grace) => Task.FromResult(true);}

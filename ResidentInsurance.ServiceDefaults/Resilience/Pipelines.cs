using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>The resilience pipelines, by name: inject one with <c>[FromKeyedServices(Pipelines.ServerFaults)]</c>.</summary>
public static class Pipelines
{
    /// <summary>Retries faults of servers without limit, up to ten seconds apart; anything else passes through.</summary>
    public const string ServerFaults = "server-faults";

    /// <summary>For work that goes on as long as the service does: retries everything without limit, up to ten seconds
    /// apart, and logs it.</summary>
    public const string Background = "background";

    /// <summary>For a page on its way to the broker: one try of half a minute. The client library may wait for ever for
    /// the confirmation of what it wrote while its connection was being lost.</summary>
    public const string BusSend = "bus-send";

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(30);

    internal static void AddPipelines(this IServiceCollection services)
    {
        services.AddKeyedSingleton(ServerFaults, (provider, _) => WithoutLimit(provider, ServiceDefaults.ServerFaults.Is));
        services.AddKeyedSingleton(Background, (provider, _) => WithoutLimit(provider, _ => true));
        services.AddKeyedSingleton(BusSend, (provider, _) => ForBusSend(provider.GetRequiredService<TimeProvider>()));
        services.AddTransient<ActorTokenHandler>();
    }

    private static ResiliencePipeline WithoutLimit(IServiceProvider provider, Func<Exception, bool> isHandled)
    {
        var log = provider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Pipelines));
        return new ResiliencePipelineBuilder { TimeProvider = provider.GetRequiredService<TimeProvider>() }
            .AddRetry(new RetryStrategyOptions
            {
                // A cancellation that is not the caller's own is a fault like any other: a bus that is started anew
                // cancels what is being sent.
                ShouldHandle = retry => ValueTask.FromResult(
                    !retry.Context.CancellationToken.IsCancellationRequested
                    && retry.Outcome.Exception is { } exception && isHandled(exception)),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                OnRetry = retry =>
                {
                    Log(log, retry);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    // A server's fault is logged by its type alone, as its message may quote a row. A fault of ours is logged in full.
    private static void Log(ILogger log, OnRetryArguments<object> retry)
    {
        var exception = retry.Outcome.Exception!;
        var delayMs = (long)retry.RetryDelay.TotalMilliseconds;
        if (exception is OperationCanceledException || ServiceDefaults.ServerFaults.Is(exception))
        {
            log.LogWarning("A server is at fault ({Fault}), try {Try} follows in {Delay} ms",
                ServiceDefaults.ServerFaults.Name(exception), retry.AttemptNumber + 2, delayMs);
        }
        else
        {
            log.LogError(exception, "Failed, try {Try} follows in {Delay} ms", retry.AttemptNumber + 2, delayMs);
        }
    }

    private static ResiliencePipeline ForBusSend(TimeProvider clock) =>
        new ResiliencePipelineBuilder { TimeProvider = clock }.AddTimeout(LongestTry).Build();
}

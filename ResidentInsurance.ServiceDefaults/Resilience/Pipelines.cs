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

    /// <summary>For calls to other services: four tries, half a minute each.</summary>
    public const string OutboundHttp = "outbound-http";

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(30);

    internal static void AddPipelines(this IServiceCollection services)
    {
        services.AddKeyedSingleton(ServerFaults, (provider, _) => ForServerFaults(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger("Resilience")));
        services.AddKeyedSingleton(OutboundHttp, (provider, _) => ForOutboundHttp(provider.GetRequiredService<TimeProvider>()));
        services.AddTransient<OutboundHttpHandler>();
        services.AddTransient<ActorTokenHandler>();
    }

    private static ResiliencePipeline ForServerFaults(TimeProvider clock, ILogger log) =>
        new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(ServiceDefaults.ServerFaults.Is),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                OnRetry = retry =>
                {
                    // The type alone: a server's message may quote the row that it was about.
                    log.LogWarning("A server is at fault ({Fault}), try {Try} follows in {Delay} ms",
                        retry.Outcome.Exception?.GetType().Name, retry.AttemptNumber + 2, (long)retry.RetryDelay.TotalMilliseconds);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    private static ResiliencePipeline<HttpResponseMessage> ForOutboundHttp(TimeProvider clock) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<Exception>(ServiceDefaults.ServerFaults.Is)
                    .HandleResult(response => ServiceDefaults.ServerFaults.Is(response.StatusCode)),
                MaxRetryAttempts = 3,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
            })
            .AddTimeout(LongestTry)
            .Build();
}

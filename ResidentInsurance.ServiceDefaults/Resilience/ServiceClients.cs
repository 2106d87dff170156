using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>HTTP clients of other services, found by Aspire's convention <c>services__{name}__http__0</c>, and where that
/// says nothing, by the service's name as a host's (as in Kubernetes).</summary>
public static class ServiceClients
{
    private const int RetriesMax = 3;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(30);

    /// <summary>A named client (<c>IHttpClientFactory.CreateClient(name)</c>) that finds the service, signs with this
    /// service's name, and gives up after four tries of half a minute each. Each try goes to the next replica. It is
    /// registered once for each service, however often this is called. A missing address shows when a request is sent.
    /// All requests between services may be repeated, also POST, so their content must be one that can be written twice:
    /// JSON can, a stream cannot.</summary>
    public static WebApplicationBuilder AddServiceClient(this WebApplicationBuilder builder, string serviceName)
    {
        var services = builder.Services;
        if (services.Any(known => known.ServiceType == typeof(Added) && serviceName.Equals(known.ServiceKey)))
        {
            return builder;
        }

        services.AddKeyedSingleton<Added>(serviceName);
        services.AddServiceDiscovery();
        var client = services.AddHttpClient(serviceName, client =>
        {
            client.BaseAddress = new Uri($"http://{serviceName}");
            client.Timeout = Timeout.InfiniteTimeSpan; // the pipeline limits each try and their number
        });
        client.AddHttpMessageHandler<ActorTokenHandler>();
        client.AddResilienceHandler("service", (pipeline, context) =>
        {
            pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
            pipeline.AddRetry(new HttpRetryStrategyOptions
                {
                    ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                        .Handle<Exception>(ServerFaults.Is)
                        .HandleResult(response => ServerFaults.Is(response.StatusCode)),
                    MaxRetryAttempts = RetriesMax,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = FirstDelay,
                })
                .AddTimeout(LongestTry);
        });
        client.AddServiceDiscovery();
        return builder;
    }

    /// <summary>Says that a client is there.</summary>
    private sealed class Added;
}

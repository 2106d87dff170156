using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>HTTP clients of other services, found by Aspire's convention <c>services__{name}__http__0</c>.</summary>
public static class ServiceClients
{
    /// <summary>A named client (<c>IHttpClientFactory.CreateClient(name)</c>) that knows the service's address, signs with
    /// this service's name, tries again and gives up. It is registered once for each service, however often this is called. A missing
    /// address shows when a request is sent.</summary>
    public static WebApplicationBuilder AddServiceClient(this WebApplicationBuilder builder, string serviceName)
    {
        var services = builder.Services;
        if (services.Any(known => known.ServiceType == typeof(Added) && serviceName.Equals(known.ServiceKey)))
        {
            return builder;
        }

        services.AddKeyedSingleton<Added>(serviceName);
        services.AddHttpClient(serviceName, client =>
            {
                client.BaseAddress = builder.Configuration.ServiceAddress(serviceName);
                client.Timeout = Timeout.InfiniteTimeSpan; // the pipeline limits each try and their number
            })
            .AddHttpMessageHandler<ActorTokenHandler>()
            .AddHttpMessageHandler<OutboundHttpHandler>();
        return builder;
    }

    /// <summary>Where a service listens, or null where this process was not told.</summary>
    public static Uri? ServiceAddress(this IConfiguration configuration, string serviceName) =>
        configuration[$"services:{serviceName}:http:0"] is { Length: > 0 } address ? new Uri(address) : null;

    /// <summary>Says that a client is there.</summary>
    private sealed class Added;
}

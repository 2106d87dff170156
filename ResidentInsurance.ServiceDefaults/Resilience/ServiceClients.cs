using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>HTTP clients of other services, found by Aspire's convention <c>services__{name}__http__0</c>.</summary>
public static class ServiceClients
{
    /// <summary>A named client (<c>IHttpClientFactory.CreateClient(name)</c>) that knows the service's address, signs with
    /// this service's name, tries again and gives up. A missing address shows when a request is sent.</summary>
    public static IHttpClientBuilder AddServiceClient(this WebApplicationBuilder builder, string serviceName) =>
        builder.Services.AddHttpClient(serviceName, client =>
            {
                client.BaseAddress = builder.Configuration.ServiceAddress(serviceName);
                client.Timeout = Timeout.InfiniteTimeSpan; // the pipeline limits each try and their number
            })
            .AddHttpMessageHandler<ActorTokenHandler>()
            .AddHttpMessageHandler<OutboundHttpHandler>();

    /// <summary>Where a service listens, or null where this process was not told.</summary>
    public static Uri? ServiceAddress(this IConfiguration configuration, string serviceName) =>
        configuration[$"services:{serviceName}:http:0"] is { Length: > 0 } address ? new Uri(address) : null;
}

using System.Net.Http.Headers;
using Microsoft.Extensions.Hosting;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>Signs a service's calls to another with its own name.</summary>
internal sealed class ActorTokenHandler(ActorTokens tokens, IHostEnvironment environment) : DelegatingHandler
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var actor = new Actor(environment.ApplicationName, ActorRole.Service, Area: "");
        request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", tokens.Issue(actor, Lifetime));
        return base.SendAsync(request, cancellationToken);
    }
}

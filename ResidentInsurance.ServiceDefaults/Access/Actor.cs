using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>Who calls, as what, and for which area. An endpoint takes it as a parameter.</summary>
/// <param name="Name">The person or service that every event and log of access names.</param>
/// <param name="Area">The beginning of the division codes that the actor may see: <c>500119</c> a county, <c>50</c> a
/// province, empty everything.</param>
public sealed record Actor(string Name, ActorRole Role, string Area)
{
    /// <summary>Lets minimal APIs bind a parameter; the fallback policy has refused strangers before.</summary>
    public static ValueTask<Actor?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<Actor?>(context.Actor());
}

/// <summary>What an actor may do.</summary>
public enum ActorRole
{
    /// <summary>Looks, never changes.</summary>
    Reader,

    /// <summary>A person of the bureau: sends files, confirms, decides cases.</summary>
    Operator,

    /// <summary>Another service of this product.</summary>
    Service,
}

/// <summary>The policies of endpoints beyond the fallback, which lets in whoever has a valid token.</summary>
public static class AccessPolicies
{
    /// <summary>Operators and services.</summary>
    public const string Operate = "operate";

    /// <summary>Services alone: <c>/internal/…</c>.</summary>
    public const string Service = "service";
}

/// <summary>Reads the caller from its token.</summary>
public static class ActorAccess
{
    /// <summary>The caller; throws where the endpoint lets in anonymous callers.</summary>
    public static Actor Actor(this HttpContext context) => new(
        context.User.FindFirstValue(ActorTokens.NameClaim) ?? throw new InvalidOperationException("The caller has no token."),
        Enum.Parse<ActorRole>(context.User.FindFirstValue(ActorTokens.RoleClaim)!, ignoreCase: true),
        context.User.FindFirstValue(ActorTokens.AreaClaim)!);
}

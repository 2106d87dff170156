using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>Every endpoint needs a token, unless it says otherwise.</summary>
internal static class AccessExtensions
{
    private static readonly string[] Roles = [.. Enum.GetValues<ActorRole>().Select(ActorTokens.RoleName)];

    public static void AddAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => new ActorTokens(
            builder.Configuration["Secrets:TokenKey"] ?? throw new InvalidOperationException("Secrets:TokenKey is not configured."),
            services.GetRequiredService<TimeProvider>()));
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<ActorTokens>((options, tokens) =>
            {
                options.MapInboundClaims = false;
                options.TokenValidationParameters = tokens.Validation();
            });

        // A token that lacks a claim names nobody: it is refused before an endpoint asks for its actor.
        var actor = new AuthorizationPolicyBuilder()
            .RequireAuthenticatedUser().RequireClaim(ActorTokens.NameClaim).RequireClaim(ActorTokens.RoleClaim, Roles)
            .RequireClaim(ActorTokens.AreaClaim).Build();
        builder.Services.AddAuthorizationBuilder()
            .SetDefaultPolicy(actor)
            .SetFallbackPolicy(actor)
            .AddPolicy(AccessPolicies.Operate, policy => policy.Combine(actor)
                .RequireRole(ActorTokens.RoleName(ActorRole.Operator), ActorTokens.RoleName(ActorRole.Service)))
            .AddPolicy(AccessPolicies.Service, policy => policy.Combine(actor)
                .RequireRole(ActorTokens.RoleName(ActorRole.Service)));
    }
}

using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>Makes and checks the tokens that name an actor: JWT, HS256 by the installation's key.</summary>
public sealed class ActorTokens
{
    internal const string NameClaim = "sub";
    internal const string RoleClaim = "role";
    internal const string AreaClaim = "area";
    private const string Issuer = "resident-insurance";
    private const int KeyBytesMin = 32;

    private readonly SymmetricSecurityKey key;
    private readonly TimeProvider clock;

    /// <param name="key">The configured <c>Secrets:TokenKey</c>: a text of at least 32 bytes.</param>
    /// <param name="clock">Decides when a token ends.</param>
    public ActorTokens(string key, TimeProvider clock)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        if (bytes.Length < KeyBytesMin)
        {
            throw new ArgumentException($"Secrets:TokenKey has at least {KeyBytesMin} bytes.", nameof(key));
        }

        this.key = new SymmetricSecurityKey(bytes);
        this.clock = clock;
    }

    /// <summary>A token for an actor; it ends after an hour where nothing else is said.</summary>
    public string Issue(Actor actor, TimeSpan? lifetime = null)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now,
            Expires = now + (lifetime ?? TimeSpan.FromHours(1)),
            Claims = new Dictionary<string, object>
            {
                [NameClaim] = actor.Name,
                [RoleClaim] = RoleName(actor.Role),
                [AreaClaim] = actor.Area,
            },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
        });
    }

    internal static string RoleName(ActorRole role) => role switch
    {
        ActorRole.Reader => "reader",
        ActorRole.Operator => "operator",
        ActorRole.Service => "service",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    internal TokenValidationParameters Validation() => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Issuer,
        IssuerSigningKey = key,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        NameClaimType = NameClaim,
        RoleClaimType = RoleClaim,
        RequireExpirationTime = true,
        LifetimeValidator = (_, expires, _, _) => expires > clock.GetUtcNow().UtcDateTime,
    };
}

using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using ResidentInsurance.Contracts;
using ResidentInsurance.EventStore;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>How far a service has come in one county.</summary>
/// <param name="Head">The last event of its own feed.</param>
/// <param name="Published">Up to where the bus has its feed.</param>
/// <param name="Applied">Of each source: all up to there has taken effect.</param>
public sealed record FeedPositions(long Head, long Published, IReadOnlyDictionary<string, long> Applied);

/// <summary>Up to where a feed was sent again.</summary>
public sealed record FeedResent(long UpTo);

/// <summary>The endpoints that go with feeds.</summary>
internal static class FeedEndpoints
{
    private const int PageItemsLimit = 500;

    public static void MapFeeds(this IEndpointRouteBuilder app)
    {
        app.MapGet("/positions", PositionsAsync);
        app.MapPost("/internal/feed/resend", ResendAsync).RequireAuthorization(AccessPolicies.Service);
    }

    private static async Task<Results<Ok<FeedPositions>, ProblemHttpResult>> PositionsAsync(
        CountyCode county, Actor actor, CountyDatabases counties, FeedRegistration feeds, CancellationToken ct)
    {
        if (CampaignAccess.Find(counties, county, actor, out var database) is { } refusal)
        {
            return refusal;
        }

        var applied = new Dictionary<string, long>();
        foreach (var source in feeds.Sources)
        {
            applied[source] = await database.Applied.PositionAsync(source, ct);
        }

        return TypedResults.Ok(new FeedPositions(
            await database.Events.HeadAsync(ct), await PublisherSeat.PublishedAsync(database, ct), applied));
    }

    private static async Task<Results<Ok<FeedResent>, ProblemHttpResult>> ResendAsync(
        CountyCode county, long from, long? upTo, [Range(1, PageItemsLimit)] int? items, Actor actor,
        CountyDatabases counties, FeedResend resend, CancellationToken ct)
    {
        if (CampaignAccess.Find(counties, county, actor, out var database) is { } refusal)
        {
            return refusal;
        }

        return TypedResults.Ok(new FeedResent(await resend.SendAsync(database, from, upTo, items, ct)));
    }
}

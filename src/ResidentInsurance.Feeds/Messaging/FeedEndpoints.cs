using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>The endpoints that go with feeds.</summary>
public static class FeedEndpoints
{
    private const int PageItemsLimit = 500;

    /// <summary>Positions, sending again, poison items and rebuilds.</summary>
    public static void MapFeeds(this IEndpointRouteBuilder app)
    {
        app.MapPoison();
        app.MapRebuilds();
        app.MapRecorded();
        app.MapGet("/positions", PositionsAsync);
        app.MapPost("/internal/feed/resend", ResendAsync).RequireAuthorization(AccessPolicies.Service);
    }

    /// <summary><c>GET /internal/feed/recorded?county=…&amp;before=…</c>: the position up to which the feed holds all that was
    /// recorded before a time.</summary>
    public static void MapRecorded(this IEndpointRouteBuilder app) =>
        app.MapGet("/internal/feed/recorded", RecordedAsync).RequireAuthorization(AccessPolicies.Service);

    private static async Task<Results<Ok<FeedRecorded>, ProblemHttpResult>> RecordedAsync(
        CountyCode county, DateTimeOffset before, Actor actor, CountyDatabases counties, CancellationToken ct) =>
        counties.Find(county, actor, out var database) is { } refusal
            ? refusal
            : TypedResults.Ok(new FeedRecorded(await database.Feed.RecordedBeforeAsync(before, ct)));

    private static async Task<Results<Ok<FeedPositions>, ProblemHttpResult>> PositionsAsync(
        CountyCode county, Actor actor, CountyDatabases counties, FeedRegistration feeds, CancellationToken ct)
    {
        if (counties.Find(county, actor, out var database) is { } refusal)
        {
            return refusal;
        }

        var applied = new Dictionary<string, long>();
        foreach (var source in feeds.Sources)
        {
            applied[source] = await database.Applied.PositionAsync(source, ct);
        }

        return TypedResults.Ok(new FeedPositions(
            await database.Feed.HeadAsync(ct), await PublisherSeat.PublishedAsync(database, ct), applied));
    }

    private static async Task<Results<Ok<FeedResent>, ProblemHttpResult>> ResendAsync(
        CountyCode county, long from, long? upTo, int? items, Actor actor,
        CountyDatabases counties, FeedResend resend, CancellationToken ct)
    {
        if (counties.Find(county, actor, out var database) is { } refusal)
        {
            return refusal;
        }

        // A page without items would never end.
        var itemsMax = items is { } asked ? Math.Clamp(asked, 1, PageItemsLimit) : (int?)null;
        return TypedResults.Ok(new FeedResent(await resend.SendAsync(database, from, upTo, itemsMax, ct)));
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>What a feed's consumer had to leave out, for the operator who has to look after it.</summary>
public static class PoisonEndpoints
{
    private const int ItemsShown = 100;

    /// <summary>Maps <c>GET /poison?county=…</c> and <c>POST /poison/retry?county=…</c>, which hands each item to its
    /// consumer once more, as after an upgrade.</summary>
    public static void MapPoison(this IEndpointRouteBuilder app)
    {
        app.MapGet("/poison", ListAsync).RequireAuthorization(AccessPolicies.Operate);
        app.MapPost("/poison/retry", RetryAsync).RequireAuthorization(AccessPolicies.Operate);
    }

    private static async Task<Results<Ok<PoisonList>, ProblemHttpResult>> ListAsync(
        CountyCode county, Actor actor, CountyDatabases counties, CancellationToken ct)
    {
        if (counties.Find(county, actor, out var database) is { } refusal)
        {
            return refusal;
        }

        var items = await database.Poison.ListAsync(afterId: 0, ItemsShown, ct);
        return TypedResults.Ok(new PoisonList(await database.Poison.CountAsync(ct),
        [
            .. items.Select(item => new PoisonLine(item.Id, item.Source, item.Stream, item.Version, item.Type, item.Cause,
                item.FirstSeen, item.LastSeen, item.Times)),
        ]));
    }

    private static async Task<Results<Ok<PoisonRetried>, ProblemHttpResult>> RetryAsync(
        CountyCode county, Actor actor, CountyDatabases counties, IServiceProvider services, CancellationToken ct)
    {
        if (counties.Find(county, actor, out var database) is { } refusal)
        {
            return refusal;
        }

        var (tookEffect, left, last) = (0, 0, 0L);
        while (await database.Poison.ListAsync(last, ItemsShown, ct) is [.., var end] items)
        {
            foreach (var item in items)
            {
                if (await TryAsync(database, item, services, ct))
                {
                    tookEffect++;
                }
                else
                {
                    left++;
                }
            }

            last = end.Id;
        }

        return TypedResults.Ok(new PoisonRetried(tookEffect, left));
    }

    // A page of one item and no range. What is still poison is stored again and counted, and so is not removed.
    private static async Task<bool> TryAsync(CountyDatabase database, StoredPoisonItem item, IServiceProvider services, CancellationToken ct)
    {
        if (services.GetKeyedService<IFeedConsumer>(item.Source) is not { } consumer)
        {
            return false;
        }

        using var body = JsonDocument.Parse(item.Body);
        var page = new FeedPage(database.County, item.Source, After: 0, UpTo: 0,
            [new FeedItem(item.EventId, item.Stream, item.Version, item.RecordedAt, item.Type, body.RootElement)]);
        await consumer.HandleAsync(database, page, ct);
        return await database.Poison.RemoveAsync(item, ct);
    }
}

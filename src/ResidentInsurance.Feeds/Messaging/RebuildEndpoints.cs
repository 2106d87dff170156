using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>How far a rebuild is.</summary>
/// <param name="State"><c>none</c> (none was started in this process), <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Done">Positions of the feed that are done.</param>
/// <param name="Of">How many there are.</param>
public sealed record RebuildState(string State, long Done, long Of);

/// <summary><c>POST</c> and <c>GET /internal/projections/{name}/rebuild?county=…</c>: starts a rebuild and tells how far
/// it is. It goes on when the caller goes away.</summary>
internal static class RebuildEndpoints
{
    public static void MapRebuilds(this IEndpointRouteBuilder app)
    {
        app.MapPost("/internal/projections/{name}/rebuild", Start).RequireAuthorization(AccessPolicies.Operate);
        app.MapGet("/internal/projections/{name}/rebuild", Look).RequireAuthorization(AccessPolicies.Operate);
    }

    private static Results<Accepted<RebuildState>, ProblemHttpResult> Start(
        string name, CountyCode county, Actor actor, CountyDatabases counties, IHostApplicationLifetime lifetime, ILoggerFactory logs)
    {
        if (counties.Find(county, actor, out var database) is { } refusal)
        {
            return refusal;
        }

        if (database.Rebuilds.Find(name) is not { } projection)
        {
            return UnknownProjection(name);
        }

        var log = logs.CreateLogger<Rebuilds>();
        log.LogInformation("{Actor} has {Projection} of {County} rebuilt", actor.Name, projection, county);
        if (database.Rebuilds.ProgressOf(projection) is not { IsRunning: true })
        {
            _ = RunAsync(database, projection, log, lifetime.ApplicationStopping);
        }

        return TypedResults.Accepted((string?)null, StateOf(database, projection));
    }

    private static Results<Ok<RebuildState>, ProblemHttpResult> Look(
        string name, CountyCode county, Actor actor, CountyDatabases counties)
    {
        if (counties.Find(county, actor, out var database) is { } refusal)
        {
            return refusal;
        }

        return database.Rebuilds.Find(name) is { } projection
            ? TypedResults.Ok(StateOf(database, projection))
            : UnknownProjection(name);
    }

    private static async Task RunAsync(CountyDatabase database, string name, ILogger log, CancellationToken stopping)
    {
        try
        {
            var events = await database.Rebuilds.RunAsync(name, stopping);
            log.LogInformation("{Projection} of {County} was rebuilt from {Events} events", name, database.County, events);
        }
        catch (Exception fault)
        {
            // Its rows stay closed until somebody starts it again: /health and the answer to a look say so.
            log.LogError("The rebuild of {Projection} of {County} ended before its end: {Fault}", name, database.County, ServerFaults.Name(fault));
        }
    }

    private static RebuildState StateOf(CountyDatabase database, string name) => database.Rebuilds.ProgressOf(name) switch
    {
        null => new RebuildState("none", 0, 0),
        { IsRunning: true } at => new RebuildState("running", at.Done, at.Of),
        { Fault: null } at => new RebuildState("done", at.Done, at.Of),
        var at => new RebuildState("failed", at.Done, at.Of),
    };

    private static ProblemHttpResult UnknownProjection(string name) => Problem.Of(
        StatusCodes.Status404NotFound, "unknown-projection", Texts.UnknownProjection.Replace("{0}", name, StringComparison.Ordinal));
}

using Microsoft.AspNetCore.Http.HttpResults;
using Polly;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.QuotaTracking;

/// <summary>QuotaTracking over HTTP.</summary>
public static class QuotaApi
{
    public static void MapQuotas(this WebApplication app)
    {
        app.MapFileIntake(RowFormats.Tasks);
        app.MapGet("/campaigns/{id}/progress", ProgressAsync).Produces<IReadOnlyList<VillageProgress>>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict);
        app.MapVillageRemoval();
        app.MapGet("/villages/check", CheckAsync).RequireAuthorization(AccessPolicies.Operate);
        app.MapPost("/villages/refill", RefillAsync).RequireAuthorization(AccessPolicies.Operate);
    }

    private static async Task<IResult> ProgressAsync(
        string id, DateOnly? asOf, DateTimeOffset? knownAt, Actor actor, CampaignAccess access, ProgressQueries queries,
        CancellationToken cancellation)
    {
        if (access.Find(id, actor, out var pack, out var database) is { } refusal)
        {
            return refusal;
        }

        var (refused, villages) = knownAt is { } time
            ? await queries.ReadKnownAsync(database, pack.Id, asOf, time, cancellation)
            : (null, await ProgressQueries.ReadAsync(database, pack.Id, asOf, cancellation));
        return refused is not null ? refused : TypedResults.Ok(Progress.Of(villages, pack.Operations.TaskRateThresholds));
    }

    private static async Task<Results<Ok<VillageChecked>, ProblemHttpResult>> CheckAsync(
        CountyCode county, Actor actor, CountyDatabases counties, CancellationToken cancellation) =>
        counties.Find(county, actor, out var database) is { } refusal
            ? refusal
            : TypedResults.Ok(await VillageCheck.RunAsync(database, cancellation));

    private static async Task<Results<Ok<VillageRefill>, ProblemHttpResult>> RefillAsync(
        CountyCode county, Actor actor, CountyDatabases counties, TimeProvider clock, CancellationToken cancellation)
    {
        if (counties.Find(county, actor, out var database) is { } refusal)
        {
            return refusal;
        }

        var knownFrom = await VillageCheck.RefillAsync(database, clock, actor.Name, cancellation);
        return TypedResults.Ok(new VillageRefill(knownFrom, string.Format(Texts.Refilled, KnownTimes.Show(knownFrom))));
    }
}

/// <summary>Assigns the tasks of the packs' annexes at start, except where there is something newer.</summary>
internal sealed class AnnexAssignment(
    PackLibrary packs, CountyDatabases counties, TimeProvider clock, [FromKeyedServices(Pipelines.ServerFaults)] ResiliencePipeline pipeline) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        packs.Current.Where(pack => counties.Counties.Contains(pack.County)).Select(pack => AssignAsync(pack, stoppingToken)));

    private async Task AssignAsync(CompiledPack pack, CancellationToken cancellation)
    {
        var database = await counties.OpenedAsync(pack.County, cancellation);
        var headers = new EventHeaders(ServiceNames.QuotaTracking, $"pack {pack.Id} version {pack.Version}");
        var tasks = pack.Annex.Villages.ToDictionary(village => Village.Stream(pack.Id, village.Code), village => new VillageTask(
            pack.Id, village.Code, village.Township, village.Name, village.Population, village.Task, village.Position));
        await pipeline.ExecuteAsync(async ct => await database.Pages.TransactAsync(async (session, token) =>
        {
            var knownAt = (await KnownTimes.TakeAsync(session, token)).Of(clock.GetUtcNow());
            return new PagePlan(tasks.Keys, stream =>
                [
                    .. Village.Assign(Village.Of(stream), tasks[stream.Id], TaskOrigin.Annex(pack.Version), knownAt)
                        .Select(@event => new NewEvent(@event, headers)),
                ], Alongside: null) { Events = Village.Decisive };
        }, ct), cancellation);
    }
}

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
        app.MapGet("/campaigns/{id}/progress", ProgressAsync).Produces<IReadOnlyList<VillageProgress>>();
    }

    private static async Task<IResult> ProgressAsync(
        string id, DateOnly? asOf, Actor actor, CampaignAccess access, CancellationToken cancellation) =>
        access.Find(id, actor, out var pack, out var database) is { } refusal
            ? refusal
            : TypedResults.Ok(Progress.Of(
                await TaskProjection.ReadAsync(database, pack.Id, asOf, cancellation), pack.Operations.TaskRateThresholds));
}

/// <summary>Assigns the tasks of the packs' annexes at start, except where there is something newer.</summary>
internal sealed class AnnexAssignment(
    PackLibrary packs, CountyDatabases counties, [FromKeyedServices(Pipelines.ServerFaults)] ResiliencePipeline pipeline) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        packs.Current.Where(pack => counties.Counties.Contains(pack.County)).Select(pack => AssignAsync(pack, stoppingToken)));

    private async Task AssignAsync(CompiledPack pack, CancellationToken cancellation)
    {
        var database = await counties.OpenedAsync(pack.County, cancellation);
        var headers = new EventHeaders(ServiceNames.QuotaTracking, $"pack {pack.Id} version {pack.Version}");
        var tasks = pack.Annex.Villages.ToDictionary(village => VillageTasks.StreamId(pack.Id, village.Code), village => new VillageTask(
            pack.Id, village.Code, village.Township, village.Name, village.Population, village.Task, village.Position));
        await pipeline.ExecuteAsync(async ct => await database.Pages.TransactAsync(tasks.Keys, stream =>
            [
                .. VillageTasks.Assign(VillageTasks.Of(stream), tasks[stream.Id],
                    TaskOrigin.Annex(pack.Version)).Select(@event => new NewEvent(@event, headers)),
            ], alongside: null, ct), cancellation);
    }
}

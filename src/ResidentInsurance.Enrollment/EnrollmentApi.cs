using Polly;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Enrollment;

/// <summary>Enrollment over HTTP.</summary>
public static partial class EnrollmentApi
{
    private const int ReasonCharsMax = 200;

    public static void MapEnrollment(this WebApplication app)
    {
        app.MapFileIntake(RowFormats.Residents);
        app.MapFileIntake(RowFormats.Declarations);
        app.MapFileIntake(RowFormats.Withdrawals);
        app.MapGet("/campaigns", CampaignsAsync);
        app.MapPost("/campaigns/{id}/open", (string id, Actor actor, CampaignDesk desk, CancellationToken ct) =>
            desk.DecideAsync(id, actor, Campaign.Open, ct)).RequireAuthorization(AccessPolicies.Operate);
        app.MapPost("/campaigns/{id}/close", (string id, Actor actor, CampaignDesk desk, CancellationToken ct) =>
            desk.DecideAsync(id, actor, (campaign, of, _) => Campaign.Close(campaign, of), ct)).RequireAuthorization(AccessPolicies.Operate);
        app.MapGet("/campaigns/{id}/enrollments", EnrollmentsAsync);
    }

    private static async Task<List<CampaignLine>> CampaignsAsync(
        Actor actor, PackLibrary packs, CountyDatabases counties, CancellationToken cancellation)
    {
        var lines = new List<CampaignLine>();
        foreach (var pack in packs.Current.Where(pack => actor.MaySee(pack.County)))
        {
            if (counties.TryGet(pack.County, out var database))
            {
                var campaign = await CampaignDesk.ReadAsync(database, pack.Id, cancellation);
                lines.Add(new CampaignLine(pack.Id, pack.County, pack.Year, pack.Title, campaign.IsOpen,
                    pack.Operations.TaskRateThresholds));
            }
        }

        return lines;
    }

    private static async Task EnrollmentsAsync(
        string id, string? reveal, Actor actor, HttpContext http, CampaignAccess access, EnrollmentListing listing, ILoggerFactory logs)
    {
        if (access.Find(id, actor, out var pack, out var database) is { } refusal)
        {
            await refusal.ExecuteAsync(http);
            return;
        }

        var shown = Reveals(reveal, actor, pack, logs);
        await http.Response.WriteLinesAsync(listing.ReadAsync(database, pack, shown, http.RequestAborted), PersonLine.Json);
    }

    /// <summary>Whether ID numbers are shown: only for a reason, which is logged.</summary>
    internal static bool Reveals(string? reason, Actor actor, CompiledPack pack, ILoggerFactory logs)
    {
        if (reason is not null)
        {
            Revealed(logs.CreateLogger("ResidentInsurance.Revealing"), actor.Name, pack.Id,
                reason.Length > ReasonCharsMax ? reason[..ReasonCharsMax] : reason);
        }

        return !string.IsNullOrWhiteSpace(reason);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Actor} revealed the ID numbers of {Campaign}: {Reason}")]
    private static partial void Revealed(ILogger logger, string actor, CampaignId campaign, string reason);
}

/// <summary>Opens and closes campaigns.</summary>
public sealed class CampaignDesk(CampaignAccess access)
{
    public async Task<IResult> DecideAsync(
        string id, Actor actor, Func<Campaign, CampaignId, int, object?> decide, CancellationToken cancellation)
    {
        if (access.Find(id, actor, out var pack, out var database) is { } refusal)
        {
            return refusal;
        }

        await DecideAsync(database, pack, new EventHeaders(actor.Name, "request"), decide, cancellation);
        return TypedResults.NoContent();
    }

    public static Task DecideAsync(
        CountyDatabase database, CompiledPack pack, EventHeaders headers, Func<Campaign, CampaignId, int, object?> decide,
        CancellationToken cancellation)
    {
        var stream = Campaign.Stream(pack.Id);
        return database.DecideAsync<Campaign>(stream, headers, known =>
            decide(known ?? Campaign.Planned(stream), pack.Id, pack.Version), cancellation);
    }

    public static async Task<Campaign> ReadAsync(CountyDatabase database, CampaignId id, CancellationToken cancellation)
    {
        await using var session = database.Store.QuerySession();
        var stream = Campaign.Stream(id);
        return await session.Events.AggregateStreamAsync<Campaign>(stream, token: cancellation) ?? Campaign.Planned(stream);
    }
}

/// <summary>Opens at start what was never opened: a campaign begins with its pack.</summary>
internal sealed class CampaignOpening(
    PackLibrary packs, CountyDatabases counties, [FromKeyedServices(Pipelines.ServerFaults)] ResiliencePipeline pipeline) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        packs.Current.Where(pack => counties.Counties.Contains(pack.County)).Select(pack => OpenAsync(pack, stoppingToken)));

    private async Task OpenAsync(CompiledPack pack, CancellationToken cancellation)
    {
        var database = await counties.OpenedAsync(pack.County, cancellation);
        var headers = new EventHeaders(ServiceNames.Enrollment, $"pack {pack.Id} version {pack.Version}");
        await pipeline.ExecuteAsync(
            async ct => await CampaignDesk.DecideAsync(database, pack, headers, Campaign.OpenFirst, ct), cancellation);
    }
}

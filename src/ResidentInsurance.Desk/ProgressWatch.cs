using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Desk;

/// <summary>Browsers say which campaign they show; they are told when its figures changed.</summary>
public sealed class ProgressHub(ProgressWatch watch) : Hub
{
    private const string Watched = "campaign";

    public async Task Watch(string campaign)
    {
        if (CampaignId.TryParse(campaign, out var id) && !Context.Items.ContainsKey(Watched))
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, id.Value, Context.ConnectionAborted);
            Context.Items[Watched] = id;
            watch.Add(id);
        }
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items[Watched] is CampaignId id)
        {
            watch.Remove(id);
        }

        return base.OnDisconnectedAsync(exception);
    }
}

/// <summary>Looks at the campaigns that somebody has open, however many look on, and tells of changes. A campaign that
/// nobody looks at costs nothing.</summary>
public sealed partial class ProgressWatch(
    CampaignQueries queries, IHubContext<ProgressHub> hub, TimeProvider clock, ILogger<ProgressWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<CampaignId, int> viewers = new();
    private readonly Dictionary<CampaignId, IReadOnlyList<VillageProgress>> shown = [];

    public void Add(CampaignId campaign) => viewers.AddOrUpdate(campaign, 1, (_, count) => count + 1);

    public void Remove(CampaignId campaign)
    {
        if (viewers.AddOrUpdate(campaign, 0, (_, count) => count - 1) <= 0)
        {
            viewers.TryRemove(KeyValuePair.Create(campaign, 0));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var campaign in viewers.Keys)
            {
                await LookAsync(campaign, stoppingToken);
            }
        }
    }

    private async Task LookAsync(CampaignId campaign, CancellationToken cancellation)
    {
        try
        {
            if (await queries.ProgressAsync(campaign, cancellation) is not { } now)
            {
                return;
            }

            // The first look may come after a change that the first viewer's table does not have yet.
            if (!shown.TryGetValue(campaign, out var before) || !before.SequenceEqual(now))
            {
                await hub.Clients.Group(campaign.Value).SendAsync("changed", cancellation);
            }

            shown[campaign] = now;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            ProgressNotReached(logger, campaign, fault.GetType().Name); // the next look is in a second
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Progress of {Campaign} not reached: {Fault}")]
    private static partial void ProgressNotReached(ILogger logger, CampaignId campaign, string fault);
}

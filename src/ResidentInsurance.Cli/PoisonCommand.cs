using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Cli;

/// <summary><c>ri poison</c>: what the services of a campaign's county received and could not read or decide.</summary>
internal static class PoisonCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        arguments.Allow("campaign", "retry");
        using var instance = Instance.Open(arguments);
        var campaign = await instance.CampaignAsync(arguments.Campaign(), cancellation);
        if (arguments.Has("retry"))
        {
            var (tookEffect, left) = (0, 0);
            foreach (var service in Consumers)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post,
                    instance.Address(service, $"/poison/retry?county={campaign.County}"));
                var retried = await instance.AskAsync<PoisonRetried>(service, request, cancellation);
                (tookEffect, left) = (tookEffect + retried.TookEffect, left + retried.Left);
            }

            await Console.Out.WriteLineAsync(string.Format(Texts.PoisonRetried, tookEffect, left));
        }

        var found = await ReadAsync(instance, campaign, cancellation);
        await Console.Out.WriteAsync(Told(campaign.Id, found));
        return found.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>The services that have such items, with them.</summary>
    public static async Task<IReadOnlyList<(string Service, PoisonList List)>> ReadAsync(
        Instance instance, CampaignLine campaign, CancellationToken cancellation)
    {
        var found = new List<(string, PoisonList)>();
        foreach (var service in Consumers)
        {
            var list = await instance.GetAsync<PoisonList>(service, $"/poison?county={campaign.County}", cancellation);
            if (list.Count > 0)
            {
                found.Add((service, list));
            }
        }

        return found;
    }

    /// <summary>What there is, why, and what to do about it.</summary>
    public static string Told(CampaignId campaign, IReadOnlyList<(string Service, PoisonList List)> found)
    {
        if (found.Count == 0)
        {
            return Texts.PoisonNone + "\n";
        }

        var table = new Table(Texts.Service, Texts.Number, Texts.Source, Texts.Position, Texts.Kind, Texts.ReasonColumn, Texts.FirstSeen, Texts.Times);
        foreach (var (service, list) in found)
        {
            foreach (var line in list.Oldest)
            {
                table.Add(service, line.Id.ToString(), line.Source, $"{line.Stream}/{line.Version}", line.Type, line.Cause,
                    BusinessTime.Local(line.FirstSeen).ToString("yyyy-MM-dd HH:mm"), line.Times.ToString());
            }
        }

        var (count, shown) = (found.Sum(one => one.List.Count), found.Sum(one => one.List.Oldest.Count));
        return $"{table}{(shown < count ? "…\n" : "")}\n{string.Format(Texts.PoisonAdvice, count, campaign)}\n";
    }

    private static IEnumerable<string> Consumers => ServiceNames.Feeds.Select(feed => feed.Consumer).Distinct();
}

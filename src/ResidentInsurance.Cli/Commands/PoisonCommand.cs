using System.CommandLine;
using ResidentInsurance.Cli.Output;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Cli;

/// <summary><c>ri poison</c>: what the services of a campaign's county received and could not read or decide.</summary>
internal static class PoisonCommand
{
    public static Command Create()
    {
        var campaign = CommonOptions.Campaign();
        var retry = new Option<bool>("--retry") { Description = Texts.AboutRetry };
        var command = new Command("poison", Texts.AboutPoison) { campaign, retry };
        command.SetAction((words, cancellation) => RunAsync(
            words.DataFolder(), words.GetRequiredValue(campaign), words.GetValue(retry), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? data, CampaignId id, bool retry, CancellationToken cancellation)
    {
        using var instance = Instance.Open(data);
        var campaign = await instance.CampaignAsync(id, cancellation);
        if (retry)
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

        var table = new Listing(Column.Words(Texts.Service), Column.Figures(Texts.Number), Column.Words(Texts.Source), Column.Words(Texts.Position),
            Column.Words(Texts.Kind), Column.Sentences(Texts.ReasonColumn), Column.Words(Texts.FirstSeen), Column.Figures(Texts.Times));
        foreach (var (service, list) in found)
        {
            foreach (var line in list.Oldest)
            {
                table.Add(service, line.Id.ToString(), line.Source, $"{line.Stream}/{line.Version}", line.Type, line.Cause,
                    BusinessTime.Local(line.FirstSeen).ToString("yyyy-MM-dd HH:mm"), line.Times.ToString());
            }
        }

        var (count, shown) = (found.Sum(one => one.List.Count), found.Sum(one => one.List.Oldest.Count));
        return $"{table.ToText()}{(shown < count ? "…\n" : "")}\n{string.Format(Texts.PoisonAdvice, count, campaign)}\n";
    }

    private static IEnumerable<string> Consumers => ServiceNames.Feeds.Select(feed => feed.Consumer).Distinct();
}

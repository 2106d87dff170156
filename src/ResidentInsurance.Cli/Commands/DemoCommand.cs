using System.CommandLine;
using ResidentInsurance.Cli.Output;
using ResidentInsurance.Cli.Sending;
using ResidentInsurance.Contracts;
using ResidentInsurance.Generator;

namespace ResidentInsurance.Cli;

/// <summary><c>ri demo</c>: two campaigns, generated to their annexes' population and sent. Sent again it changes nothing.</summary>
internal static class DemoCommand
{
    private const long Seed = 1;

    private static readonly CampaignId[] Campaigns = [CampaignId.Parse("fengyan-2024"), CampaignId.Parse("lishui-2023")];

    public static Command Create()
    {
        var packs = CommonOptions.Packs();
        var check = new Option<bool>("--check") { Description = Texts.AboutCheck };
        var command = new Command("demo", Texts.AboutDemo) { check, packs };
        command.SetAction((words, cancellation) => RunAsync(
            words.DataFolder(), words.GetRequiredValue(packs), words.GetValue(check), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? data, string packs, bool check, CancellationToken cancellation)
    {
        using var instance = Instance.Open(data);
        var faults = 0;
        foreach (var campaign in Campaigns)
        {
            await Console.Out.WriteLineAsync(string.Format(Texts.DemoOf, campaign));
            var line = await instance.CampaignAsync(campaign, cancellation);
            var area = GenerateCommand.Area(campaign, packs, Seed, size: null);
            var folder = Path.Combine(Instance.DataFolder(data), "demo", campaign.Value);
            area.Write(folder);
            if (await SendAsync(instance, line, folder, cancellation))
            {
                return ExitCodes.Failed;
            }

            var progress = await ProgressCommand.ReadAsync(instance, campaign, asOf: null, knownAt: null, cancellation);
            await Console.Out.WriteAsync(ProgressCommand.TableOf(progress, line.TaskRateThresholds).ToText());
            if (check)
            {
                faults += await new DemoCheck(instance, line, area, folder).RunAsync(cancellation);
            }
        }

        return faults == 0 ? ExitCodes.Done : ExitCodes.ChecksFailed;
    }

    /// <summary>Sends the area's files and waits until every effect can be seen.</summary>
    /// <returns>Whether a file or a row was refused: in generated files there is nothing to refuse.</returns>
    public static async Task<bool> SendAsync(
        Instance instance, CampaignLine campaign, string folder, CancellationToken cancellation)
    {
        var files = GeneratedArea.ExchangeFiles.Select(name => SentFile.Open(Path.Combine(folder, name))).ToList();
        var failed = await SendCommand.SendAllAsync(instance, campaign, files, options: "", cancellation);
        await new Waiting(instance, campaign.County, TimeProvider.System).ForAllAsync(cancellation);
        return failed || files.Any(file => file.Rejected > 0);
    }
}

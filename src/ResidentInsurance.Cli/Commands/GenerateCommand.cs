using System.CommandLine;
using ResidentInsurance.Contracts;
using ResidentInsurance.Generator;

namespace ResidentInsurance.Cli;

/// <summary><c>ri generate</c>: a synthetic area as exchange files, and what they come to; no server needed.</summary>
internal static class GenerateCommand
{
    private const int SizeMax = 5_000_000;

    public static Command Create()
    {
        var (campaign, packs) = (CommonOptions.Campaign(), CommonOptions.Packs());
        var target = new Option<string>("--out") { Description = Texts.AboutGenerateOut, HelpName = Texts.ValueFolder, Required = true };
        var size = CommonOptions.Number("--size", Texts.AboutSize, 0, SizeMax);
        var seed = CommonOptions.Number("--seed", Texts.AboutSeed, 0, int.MaxValue);
        var command = new Command("generate", Texts.AboutGenerate) { campaign, target, size, seed, packs };
        command.SetAction((words, cancellation) => RunAsync(words.GetRequiredValue(campaign), words.GetRequiredValue(packs),
            words.GetRequiredValue(target), words.GetValue(seed) ?? 1, words.GetValue(size), cancellation));
        return command;
    }

    /// <exception cref="CliException">There is no such pack, or none that people can be made for.</exception>
    public static GeneratedArea Area(CampaignId campaign, string packs, long seed, int? size)
    {
        var path = Path.Combine(packs, campaign + ".yaml");
        if (!File.Exists(path))
        {
            throw new CliException(string.Format(Texts.UnknownCampaign, campaign));
        }

        try
        {
            using var pack = File.OpenText(path);
            return AreaGenerator.Generate(Annex.Parse(pack), seed, size);
        }
        catch (NotSupportedException)
        {
            throw new CliException(string.Format(Texts.NotGenerated, campaign, string.Join('、', AreaGenerator.Campaigns)));
        }
    }

    private static async Task<int> RunAsync(
        CampaignId campaign, string packs, string folder, int seed, int? size, CancellationToken cancellation)
    {
        var area = Area(campaign, packs, seed, size);
        cancellation.ThrowIfCancellationRequested();
        area.Write(folder);
        await Console.Out.WriteLineAsync(string.Format(Texts.Generated, area.PersonCount, area.PaymentCount, Path.GetFullPath(folder)));
        return ExitCodes.Done;
    }
}

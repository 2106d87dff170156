using ResidentInsurance.Contracts;
using ResidentInsurance.Generator;

namespace ResidentInsurance.Cli;

/// <summary><c>ri generate</c>: a synthetic area as exchange files, and what they come to; no server needed.</summary>
internal static class GenerateCommand
{
    private const int SizeMax = 5_000_000;

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        arguments.Allow("campaign", "out", "seed", "size", "packs");
        var folder = arguments.Needed("out");
        var area = Area(
            arguments.Campaign(), PacksFolder(arguments), arguments.Number("seed", 0, int.MaxValue) ?? 1, arguments.Number("size", 0, SizeMax));
        cancellation.ThrowIfCancellationRequested();
        area.Write(folder);
        await Console.Out.WriteLineAsync(string.Format(Texts.Generated, area.PersonCount, area.PaymentCount, Path.GetFullPath(folder)));
        return ExitCodes.Done;
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

    public static string PacksFolder(Arguments arguments) =>
        arguments.Value("packs") ?? Path.Combine(AppContext.BaseDirectory, "packs");
}

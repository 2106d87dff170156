using System.CommandLine;
using System.Net;
using ResidentInsurance.Cli.Output;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Cli;

/// <summary><c>ri rebuild PROJECTION --county CODE</c>: a service makes a projection anew from its events; this command
/// shows how far it has come.</summary>
internal static class RebuildCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>What the service says of a rebuild.</summary>
    private sealed record Rebuild(string State, long Done, long Of);

    public static Command Create()
    {
        var projection = new Argument<string>("projection") { Description = Texts.AboutProjection, HelpName = Texts.ValueProjection };
        var county = new Option<CountyCode>("--county")
        {
            Description = Texts.AboutCounty, HelpName = Texts.ValueCode, Required = true,
            CustomParser = result => CountyCode.TryParse(CommonOptions.Word(result), out var code)
                ? code
                : CommonOptions.Refused<CountyCode>(result, string.Format(Texts.NotACounty, "--county")),
        };
        var service = new Option<string?>("--service")
        {
            Description = Texts.AboutService, HelpName = Texts.ValueService,
            CustomParser = result => Services.Contains(CommonOptions.Word(result))
                ? CommonOptions.Word(result)
                : CommonOptions.Refused<string>(result, string.Format(Texts.NoSuchService, CommonOptions.Word(result), string.Join(' ', Services))),
        };
        var command = new Command("rebuild", Texts.AboutRebuild) { projection, county, service };
        command.SetAction((words, cancellation) => RunAsync(words.DataFolder(), words.GetRequiredValue(projection),
            words.GetRequiredValue(county), words.GetValue(service), cancellation));
        return command;
    }

    private static IEnumerable<string> Services => ServiceNames.Feeds.Select(feed => feed.Source).Distinct();

    private static async Task<int> RunAsync(
        string? data, string projection, CountyCode county, string? service, CancellationToken cancellation)
    {
        using var instance = Instance.Open(data);
        var path = $"/internal/projections/{Uri.EscapeDataString(projection)}/rebuild?county={county}";
        var rebuilds = await StartAsync(instance, service is null ? Services : [service], path, cancellation)
            ?? throw new CliException(string.Format(Texts.NoSuchProjection, projection));
        var lines = new ProgressLines(Console.Error);
        await ProgressDisplay.ShowAsync(string.Format(Texts.Rebuilding, projection), lines.Show, async show =>
        {
            await AwaitAsync(instance, rebuilds, path, show, cancellation);
            return ExitCodes.Done;
        });
        await Console.Out.WriteLineAsync(string.Format(Texts.Rebuilt, projection, county, rebuilds));
        return ExitCodes.Done;
    }

    // Who has a projection of that name rebuilds it.
    private static async Task<string?> StartAsync(
        Instance instance, IEnumerable<string> services, string path, CancellationToken cancellation)
    {
        foreach (var service in services)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, instance.Address(service, path));
                using var response = await instance.SendAsync(request, cancellation);
                return service;
            }
            catch (RefusedException refusal) when (refusal.Status == HttpStatusCode.NotFound)
            {
                // Another's, or nobody's.
            }
        }

        return null;
    }

    private static async Task AwaitAsync(
        Instance instance, string service, string path, Action<long, long> show, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Look);
        do
        {
            var rebuild = await instance.GetAsync<Rebuild>(service, path, cancellation);
            switch (rebuild.State)
            {
                case "done":
                    show(rebuild.Of, rebuild.Of);
                    return;
                case "running":
                    show(rebuild.Done, rebuild.Of);
                    break;
                case "failed":
                    throw new CliException(string.Format(Texts.RebuildFailed, service));
                default:
                    throw new CliException(string.Format(Texts.RebuildLost, service));
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Files;

namespace ResidentInsurance.Cli;

/// <summary><c>ri send --campaign ID FILE…</c>: each file goes to the service of its kind, which its header tells.</summary>
internal static class SendCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        arguments.Allow("campaign", "wait", "complete", "confirm", "department", "as-of");
        var files = arguments.Rest.Count > 0
            ? arguments.Rest.Select(SentFile.Open).ToList()
            : throw new UsageException(Texts.NoFiles);
        using var instance = Instance.Open(arguments);
        var campaign = await instance.CampaignAsync(arguments.Campaign(), cancellation);
        var options = string.Concat(
            Option("complete", arguments.Has("complete") ? "true" : null), Option("department", arguments.Value("department")), Option("asOf", arguments.Date("as-of")?.ToString("yyyy-MM-dd")));
        var failed = await SendAllAsync(instance, campaign, files, options, cancellation);
        if (arguments.Has("complete"))
        {
            await WholeListStep.RunAsync(instance, campaign, files, arguments.Has("confirm"), cancellation);
        }

        if (arguments.Has("wait"))
        {
            await new Waiting(instance, campaign.County, TimeProvider.System).ForAllAsync(cancellation);
            if ((await PoisonCommand.ReadAsync(instance, campaign, cancellation)).Sum(found => found.List.Count) is > 0 and var count)
            {
                await Console.Error.WriteLineAsync(string.Format(Texts.PoisonThere, count, campaign.Id));
            }
        }

        return failed ? ExitCodes.Failed : files.Any(file => file.Rejected > 0) ? ExitCodes.RowsRejected : ExitCodes.Done;
    }

    /// <summary>Sends files, the task tables first: registers name villages that these bring. Prints the result table.</summary>
    /// <returns>Whether a file was refused or could not be finished.</returns>
    public static async Task<bool> SendAllAsync(
        Instance instance, CampaignLine campaign, IReadOnlyList<SentFile> files, string options, CancellationToken cancellation)
    {
        var table = new Table(Texts.File, Texts.Kind, Texts.Rows, Texts.Accepted, Texts.Repeated, Texts.Rejected);
        var problems = new List<string>();
        var tasksSent = false;
        foreach (var file in files.OrderBy(file => file.Kind != FileKind.Tasks))
        {
            if (tasksSent && file.Kind != FileKind.Tasks)
            {
                await new Waiting(instance, campaign.County, TimeProvider.System)
                    .ForAsync(ServiceNames.QuotaTracking, ServiceNames.Enrollment, cancellation);
                tasksSent = false;
            }

            try
            {
                var result = await SendAsync(instance, campaign.Id, file, options, cancellation);
                table.Add(file.Name, file.Kind!.Value.Title(), result.Rows.ToString(), result.Accepted.ToString(),
                    result.Repeated.ToString(), result.Rejected.ToString());
                file.FileId = result.FileId;
                tasksSent |= file.Kind == FileKind.Tasks;
                if (file.RejectedPath is { } rejected)
                {
                    problems.Add(string.Format(Texts.RejectedWritten, file.Name, result.Rejected, rejected));
                }
            }
            catch (CliException refusal)
            {
                file.Failed = true;
                table.Add(file.Name, file.Kind?.Title() ?? "—", "", "", "", Texts.Refused);
                problems.Add($"{file.Name}：{refusal.Message}");
            }
        }

        await Console.Out.WriteAsync(table.ToString());
        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync(problem);
        }

        return files.Any(file => file.Failed);
    }

    private static async Task<IntakeResult> SendAsync(
        Instance instance, CampaignId campaign, SentFile file, string options, CancellationToken cancellation)
    {
        if (file.Problem is not null)
        {
            throw new CliException(file.Problem);
        }

        var kind = file.Kind!.Value;
        await using var stream = File.OpenRead(file.Path);
        using var request = new HttpRequestMessage(HttpMethod.Post, instance.Address(
            ServiceOf(kind), $"/campaigns/{campaign}/files/{kind.Code()}?name={Uri.EscapeDataString(file.Name)}{options}"));
        request.Content = new StreamContent(stream);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Content.Headers.ContentLength = stream.Length;
        using var response = await instance.SendAsync(request, cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation), Encoding.UTF8);
        using var bar = new ProgressBar(file.Name);
        await using var rejections = new RejectedRows(file);
        while (await NextAsync(reader, cancellation) is { } line)
        {
            if (line.Rejection is { } rejection)
            {
                await rejections.WriteAsync(rejection);
            }
            else if (line.Progress is { } done)
            {
                bar.Show(done, line.Of ?? done);
            }
            else if (line.Fault is { } fault)
            {
                throw new CliException(fault.Detail);
            }
            else if (line.Result is { } result)
            {
                return result;
            }
        }

        throw new CliException(Texts.AnswerBrokeOff);
    }

    private static async Task<IntakeLine?> NextAsync(StreamReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadLineAsync(cancellation) is { } line
                ? JsonSerializer.Deserialize<IntakeLine>(line, ContractJson.Options)
                : null;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException)
        {
            return null;
        }
    }

    private static string Option(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static string ServiceOf(FileKind kind) => kind switch
    {
        FileKind.Residents or FileKind.Declarations or FileKind.Withdrawals => ServiceNames.Enrollment,
        FileKind.Identities => ServiceNames.SubsidyEligibility,
        FileKind.Payments => ServiceNames.PaymentIngestion,
        FileKind.Tasks => ServiceNames.QuotaTracking,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}

using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ResidentInsurance.Cli.Output;
using ResidentInsurance.Cli.Sending;
using ResidentInsurance.Contracts;
using ResidentInsurance.Files;

namespace ResidentInsurance.Cli;

/// <summary><c>ri send --campaign ID FILE…</c>: each file goes to the service of its kind, which its header tells.</summary>
internal static class SendCommand
{
    /// <summary>What a roster declares to be: a department's whole list, as of a day.</summary>
    private sealed record Declared(bool Complete, bool Confirmed, string? Department, DateOnly? AsOf)
    {
        public string Query => Part("complete", Complete ? "true" : null) + Part("department", Department) + Part("asOf", AsOf?.ToString("yyyy-MM-dd"));

        private static string Part(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
    }

    public static Command Create()
    {
        var campaign = CommonOptions.Campaign();
        var files = new Argument<string[]>("file")
        {
            Description = Texts.AboutFiles, HelpName = Texts.ValueFile, Arity = ArgumentArity.OneOrMore,
        };
        var wait = new Option<bool>("--wait") { Description = Texts.AboutWait };
        var complete = new Option<bool>("--complete") { Description = Texts.AboutComplete };
        var department = new Option<string>("--department") { Description = Texts.AboutDepartment, HelpName = Texts.ValueDepartment };
        var asOf = CommonOptions.Date("--as-of", Texts.AboutRosterDay);
        var confirm = new Option<bool>("--confirm") { Description = Texts.AboutConfirm };
        var command = new Command("send", Texts.AboutSend) { campaign, wait, complete, department, asOf, confirm, files };
        command.SetAction((words, cancellation) => RunAsync(words.DataFolder(), words.GetRequiredValue(campaign),
            [.. words.GetRequiredValue(files).Select(SentFile.Open)],
            new Declared(words.GetValue(complete), words.GetValue(confirm), words.GetValue(department), words.GetValue(asOf)),
            words.GetValue(wait), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string? data, CampaignId id, IReadOnlyList<SentFile> files, Declared declared, bool wait, CancellationToken cancellation)
    {
        using var instance = Instance.Open(data);
        var campaign = await instance.CampaignAsync(id, cancellation);
        var failed = await SendAllAsync(instance, campaign, files, declared.Query, cancellation);
        if (declared.Complete)
        {
            await WholeListStep.RunAsync(instance, campaign, files, declared.Confirmed, cancellation);
        }

        if (wait)
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
        var table = new Listing(Column.Words(Texts.File), Column.Words(Texts.Kind), Column.Figures(Texts.Rows), Column.Figures(Texts.Accepted),
            Column.Figures(Texts.Repeated), Column.Figures(Texts.Rejected));
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

        await Console.Out.WriteAsync(table.ToText());
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
        return await ProgressDisplay.ShowAsync(file.Name, (_, _) => { }, show => AnswerAsync(reader, file, show, cancellation));
    }

    private static async Task<IntakeResult> AnswerAsync(
        StreamReader reader, SentFile file, Action<long, long> show, CancellationToken cancellation)
    {
        await using var rejections = new RejectedRows(file);
        while (await NextAsync(reader, cancellation) is { } line)
        {
            if (line.Rejection is { } rejection)
            {
                await rejections.WriteAsync(rejection);
            }
            else if (line.Progress is { } done)
            {
                show(done, line.Of ?? done);
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

    private static string ServiceOf(FileKind kind) => kind switch
    {
        FileKind.Residents or FileKind.Declarations or FileKind.Withdrawals => ServiceNames.Enrollment,
        FileKind.Identities => ServiceNames.SubsidyEligibility,
        FileKind.Payments => ServiceNames.PaymentIngestion,
        FileKind.Tasks => ServiceNames.QuotaTracking,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}

using System.Net.Http.Json;
using ResidentInsurance.Cli.Output;
using ResidentInsurance.Contracts;
using ResidentInsurance.Files;

namespace ResidentInsurance.Cli.Sending;

/// <summary>A roster that is a department's whole list ends the certifications that are not on it. What would end is shown,
/// and takes effect when the user says so: with <c>--confirm</c>, or with a y on the terminal.</summary>
internal static class WholeListStep
{
    private sealed record Ending(string? IdNumber, string? Name, string Category, DateOnly From);

    private sealed record Endings(int Rejected, bool Held, string Confirm, string? ConfirmedBy, int Count, IReadOnlyList<Ending> Lines);

    public static async Task RunAsync(
        Instance instance, CampaignLine campaign, IEnumerable<SentFile> files, bool confirmed, CancellationToken cancellation)
    {
        foreach (var file in files.Where(file => file.Kind == FileKind.Identities && file.FileId is not null))
        {
            var path = $"/campaigns/{campaign.Id}/rosters/{file.FileId}/endings";
            var endings = await instance.GetAsync<Endings>(ServiceNames.SubsidyEligibility, path, cancellation);
            if (endings.ConfirmedBy is not null || endings.Count == 0)
            {
                await Console.Out.WriteLineAsync(string.Format(endings.Count == 0 ? Texts.NothingEnds : Texts.EndedBefore, file.Name));
            }
            else if (endings.Held)
            {
                throw new CliException(string.Format(Texts.EndingsHeld, file.Name, endings.Rejected, endings.Count));
            }
            else
            {
                await ShowAsync(file, endings);
                await ConfirmAsync(instance, path, endings, confirmed, cancellation);
            }
        }
    }

    private static async Task ShowAsync(SentFile file, Endings endings)
    {
        await Console.Out.WriteLineAsync(string.Format(Texts.WouldEnd, file.Name, endings.Count));
        var table = new Listing(Column.Words(Texts.IdNumber), Column.Words(Texts.Name), Column.Words(Texts.Category), Column.Figures(Texts.From));
        foreach (var line in endings.Lines)
        {
            table.Add(line.IdNumber ?? "", line.Name ?? "", IdentityCategories.Name(line.Category), line.From.ToString("yyyy-MM-dd"));
        }

        await Console.Out.WriteAsync(table.ToText());
    }

    private static async Task ConfirmAsync(
        Instance instance, string path, Endings endings, bool confirmed, CancellationToken cancellation)
    {
        if (!confirmed && !Console.IsInputRedirected)
        {
            await Console.Out.WriteAsync(Texts.AskToEnd);
            confirmed = Console.ReadLine()?.Trim() is "y" or "Y";
        }

        if (!confirmed)
        {
            await Console.Out.WriteLineAsync(Texts.NotEnded);
            return;
        }

        using var request = new HttpRequestMessage(
            HttpMethod.Post, instance.Address(ServiceNames.SubsidyEligibility, $"{path}?confirm={endings.Confirm}"));
        using var response = await instance.SendAsync(request, cancellation);
        await Console.Out.WriteLineAsync(string.Format(Texts.HaveEnded, endings.Count));
    }
}

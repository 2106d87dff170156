using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using ResidentInsurance.Contracts;
using ResidentInsurance.Desk.Components;

namespace ResidentInsurance.Desk;

/// <summary>The desk's addresses. They show sums of villages only, which the notices have posted on walls; pages
/// about people come with a login.</summary>
internal static class Pages
{
    public static void MapPages(this WebApplication app)
    {
        app.MapRazorComponents<App>().AllowAnonymous();
        app.MapHub<ProgressHub>("/live").AllowAnonymous();

        // The table alone, which the page asks for again when the hub says that it changed.
        app.MapGet("/campaigns/{id}/table", async Task<IResult> (string id, CampaignQueries queries, CancellationToken ct) =>
            (await queries.CampaignsAsync(ct)).FirstOrDefault(line => line.Id.Value == id) is { } campaign
                && await queries.ProgressAsync(campaign.Id, ct) is { } progress
                ? new RazorComponentResult<ProgressTable>(new { Campaign = campaign, Progress = progress })
                : TypedResults.NotFound()).AllowAnonymous();
    }

    /// <summary>Chinese whatever the browser prefers: offices' machines are set up in many ways. <c>?lang=en</c> for English.</summary>
    public static void UseDeskLanguage(this WebApplication app) => app.Use((context, next) =>
    {
        CultureInfo.CurrentUICulture = context.Request.Query["lang"] == "en" ? new CultureInfo("en") : CultureInfo.InvariantCulture;
        return next();
    });
}

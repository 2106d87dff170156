using System.Net;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Desk;

/// <summary>Asks the services; they answer in the contracts' JSON.</summary>
public sealed class CampaignQueries(IHttpClientFactory clients)
{
    public async Task<IReadOnlyList<CampaignLine>> CampaignsAsync(CancellationToken cancellation) =>
        await clients.CreateClient(ServiceNames.Enrollment)
            .GetFromJsonAsync<List<CampaignLine>>("/campaigns", ContractJson.Options, cancellation) ?? [];

    /// <summary>The campaign's villages; null where there is no such campaign.</summary>
    public async Task<IReadOnlyList<VillageProgress>?> ProgressAsync(CampaignId campaign, CancellationToken cancellation)
    {
        using var response = await clients.CreateClient(ServiceNames.QuotaTracking)
            .GetAsync($"/campaigns/{campaign}/progress", cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<List<VillageProgress>>(ContractJson.Options, cancellation) ?? [];
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Intake;

/// <summary>What a request's campaign or county means here, and whether its caller may see it.</summary>
public sealed class CampaignAccess(PackLibrary packs, CountyDatabases counties)
{
    /// <summary>The campaign's pack and its county's database; or why the actor does not get them.</summary>
    public ProblemHttpResult? Find(string id, Actor actor, out CompiledPack pack, out CountyDatabase database)
    {
        database = null!;
        pack = (CampaignId.TryParse(id, out var campaign) ? packs.Find(campaign) : null)!;
        return pack is null ? UnknownCampaign(id) : Find(pack.County, actor, out database);
    }

    /// <summary>The county's database; or why the actor does not get it.</summary>
    public ProblemHttpResult? Find(CountyCode county, Actor actor, out CountyDatabase database) =>
        counties.Find(county, actor, out database);

    private static ProblemHttpResult UnknownCampaign(string id) => Problem.Of(
        StatusCodes.Status404NotFound, "unknown-campaign", Texts.UnknownCampaign.Replace("{0}", id, StringComparison.Ordinal));
}

/// <summary>The packs of a service.</summary>
public static class PacksExtensions
{
    /// <summary>Loads the packs of <c>Packs:Folder</c>, by default those beside the program, and adds what taking files
    /// of their campaigns needs.</summary>
    /// <exception cref="PackRefusedException">One of them has a fault.</exception>
    public static PackLibrary AddPacks(this WebApplicationBuilder builder)
    {
        var packs = PackLibrary.Load(builder.Configuration["Packs:Folder"] ?? Path.Combine(AppContext.BaseDirectory, "packs"));
        builder.AddPacks(packs);
        return packs;
    }

    /// <summary>As <see cref="AddPacks(WebApplicationBuilder)"/>, with packs that are loaded already.</summary>
    public static void AddPacks(this WebApplicationBuilder builder, PackLibrary packs)
    {
        builder.Services.AddSingleton(packs).AddSingleton<CampaignAccess>();
        builder.Services.AddSingleton<CountyReadings<LastDeliveries>>().AddSingleton<IntakeMeters>()
            .AddHostedService(services => services.GetRequiredService<IntakeMeters>());
    }
}

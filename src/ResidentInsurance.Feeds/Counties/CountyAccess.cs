using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>Whether a caller may see a county, and its database.</summary>
public static class CountyAccess
{
    /// <summary>Whether the actor may see the whole county. A township's token does not: its area is longer.</summary>
    public static bool MaySee(this Actor actor, CountyCode county) => county.Value.StartsWith(actor.Area, StringComparison.Ordinal);

    /// <summary>The county's database; or why the actor does not get it.</summary>
    public static ProblemHttpResult? Find(this CountyDatabases counties, CountyCode county, Actor actor, out CountyDatabase database)
    {
        database = null!;
        return !actor.MaySee(county) ? Problem.OutsideArea()
            : counties.TryGet(county, out database!) ? null
            : counties.Counties.Contains(county) ? CountyUnavailable(county)
            : UnknownCounty(county);
    }

    // This installation does not have the county.
    private static ProblemHttpResult UnknownCounty(CountyCode county) => Problem.Of(
        StatusCodes.Status404NotFound, "unknown-county", Texts.UnknownCounty.Replace("{0}", county.Value, StringComparison.Ordinal));

    // The county is served here, and its database cannot be reached for now.
    private static ProblemHttpResult CountyUnavailable(CountyCode county) => Problem.Of(
        StatusCodes.Status503ServiceUnavailable, "county-unavailable",
        Texts.CountyUnavailable.Replace("{0}", county.Value, StringComparison.Ordinal));
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Persons;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Intake;

/// <summary>A service's own copy of ID numbers, for another service that shows them to a person with a reason.</summary>
public static partial class RevealEndpoint
{
    private const int ResidentsMax = 1000;
    private const int ReasonCharsMax = 200;

    /// <summary>Maps <c>POST /internal/persons/reveal?county=…&amp;reason=…</c>: keys in, ID numbers of those known
    /// out. Every call leaves a line in the log, without anybody's data.</summary>
    public static void MapReveal(this IEndpointRouteBuilder app) =>
        app.MapPost("/internal/persons/reveal", RevealAsync).RequireAuthorization(AccessPolicies.Service);

    private static async Task<Results<Ok<Dictionary<ResidentKey, string>>, ProblemHttpResult>> RevealAsync(
        CountyCode county, string? reason, ResidentKey[] residents, Actor actor, CountyDatabases counties, PersonTable table, ILoggerFactory logs,
        CancellationToken ct)
    {
        if (counties.Find(county, actor, out var database) is { } refusal)
        {
            return refusal;
        }

        if (residents.Length > ResidentsMax)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "too-many", Texts.TooMany);
        }

        Revealed(logs.CreateLogger("ResidentInsurance.Revealing"), actor.Name, residents.Length, county,
            reason is { Length: > ReasonCharsMax } ? reason[..ReasonCharsMax] : reason);
        var persons = await table.ReadAsync(database.Source, residents, ct);
        return TypedResults.Ok(persons.ToDictionary(pair => pair.Key, pair => pair.Value.IdNumber));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Actor} revealed {Count} ID numbers of {County}: {Reason}")]
    private static partial void Revealed(ILogger logger, string actor, int count, CountyCode county, string? reason);
}

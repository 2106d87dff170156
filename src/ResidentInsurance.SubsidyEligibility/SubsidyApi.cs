using Microsoft.AspNetCore.Http.HttpResults;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Persons;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.SubsidyEligibility;

/// <summary>A certification that would end, for the person who confirms it.</summary>
/// <param name="IdNumber">Masked, like the name.</param>
public sealed record EndingLine(ResidentKey Resident, string? IdNumber, string? Name, string Category, DateOnly From);

/// <summary>What a whole list would end, or has ended.</summary>
/// <param name="Held">True where rejected rows hold it back.</param>
/// <param name="Confirm">Has to be sent back with the confirmation.</param>
/// <param name="Count">The number of all of them; <paramref name="Lines"/> has the first thousand.</param>
public sealed record Endings(
    long FileId, string Department, DateOnly AsOf, int Rejected, bool Held, string Confirm, string? ConfirmedBy, int Count,
    IReadOnlyList<EndingLine> Lines);

/// <summary>How many certifications ended.</summary>
public sealed record EndingsConfirmed(int Ended);

/// <summary>SubsidyEligibility over HTTP.</summary>
public static class SubsidyApi
{
    private const int ShownMax = 1000;

    public static void MapSubsidies(this WebApplication app)
    {
        app.MapFileIntake(RowFormats.Identities).AddEndpointFilter(RefuseUnnamedListAsync);
        app.MapGet("/campaigns/{id}/rosters/{fileId}/endings", EndingsAsync).RequireAuthorization(AccessPolicies.Operate);
        app.MapPost("/campaigns/{id}/rosters/{fileId}/endings", ConfirmAsync).RequireAuthorization(AccessPolicies.Operate);
        app.MapGet("/campaigns/{id}/statement", StatementAsync);
        app.MapReveal();
    }

    // A list is complete for a department and a day, or it is an ordinary roster.
    private static ValueTask<object?> RefuseUnnamedListAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var query = context.HttpContext.Request.Query;
        return query["complete"] == "true" && (string.IsNullOrEmpty(query["department"]) || string.IsNullOrEmpty(query["asOf"]))
            ? ValueTask.FromResult<object?>(
                Problem.Of(StatusCodes.Status400BadRequest, "list-of-whom", Texts.ListOfWhom))
            : next(context);
    }

    private static async Task<Results<Ok<Endings>, ProblemHttpResult>> EndingsAsync(
        string id, long fileId, Actor actor, CampaignAccess access, WholeLists lists, PersonTable table, CancellationToken cancellation)
    {
        if (access.Find(id, actor, out _, out var database) is { } refusal)
        {
            return refusal;
        }

        return await lists.FindAsync(database, fileId, cancellation) is { } difference
            ? TypedResults.Ok(await ShownAsync(database, table, difference, cancellation))
            : Problem.Of(StatusCodes.Status404NotFound, "unknown-list", Texts.UnknownList);
    }

    private static async Task<Results<Ok<EndingsConfirmed>, ProblemHttpResult>> ConfirmAsync(
        string id, long fileId, string confirm, Actor actor, CampaignAccess access, WholeLists lists,
        CancellationToken cancellation)
    {
        if (access.Find(id, actor, out _, out var database) is { } refusal)
        {
            return refusal;
        }

        return await lists.FindAsync(database, fileId, cancellation) switch
        {
            null => Problem.Of(StatusCodes.Status404NotFound, "unknown-list", Texts.UnknownList),
            { Rejected: > 0 } held => Problem.Of(StatusCodes.Status409Conflict, "rows-rejected",
                Texts.RowsRejected.Replace("{0}", $"{held.Rejected}", StringComparison.Ordinal)),
            var difference when difference.Token != confirm =>
                Problem.Of(StatusCodes.Status409Conflict, "other-difference", Texts.OtherDifference),
            var difference => TypedResults.Ok(
                new EndingsConfirmed(await lists.ConfirmAsync(database, difference, actor.Name, cancellation))),
        };
    }

    private static async Task<Results<Ok<IReadOnlyList<StatementLine>>, ProblemHttpResult>> StatementAsync(
        string id, Actor actor, CampaignAccess access, CancellationToken cancellation)
    {
        if (access.Find(id, actor, out var pack, out var database) is { } refusal)
        {
            return refusal;
        }

        return TypedResults.Ok(await Statement.ReadAsync(database, pack.Id, cancellation));
    }

    private static async Task<Endings> ShownAsync(
        CountyDatabase database, PersonTable table, ListDifference difference, CancellationToken cancellation)
    {
        var first = difference.Missing.Take(ShownMax).ToList();
        var persons = await table.ReadAsync(database.Source, [.. first.Select(missing => missing.Resident).Distinct()], cancellation);
        var lines = first.Select(missing =>
        {
            var person = persons.GetValueOrDefault(missing.Resident);
            return new EndingLine(missing.Resident, IdNumber.TryParse(person?.IdNumber, out var number) ? number.ToString() : null,
                Masked(person?.Name), missing.Category, missing.From);
        });
        return new Endings(difference.Delivery, difference.Declared.Department, difference.Declared.AsOf, difference.Rejected,
            difference.Rejected > 0, difference.Token, difference.ConfirmedBy, difference.Missing.Count, [.. lines]);
    }

    // 张*明, 张*.
    private static string? Masked(string? name) => name switch
    {
        null or "" => null,
        { Length: <= 2 } => $"{name[0]}*",
        _ => $"{name[0]}*{name[^1]}",
    };
}

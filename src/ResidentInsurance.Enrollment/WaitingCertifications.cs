using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Enrollment;

/// <summary>What an operator decides about a certification while waiting (RZ5). No record: its text would show the number.</summary>
public sealed class WaitingCertificationDecision
{
    public required string IdNumber { get; init; }

    /// <summary>A category's code.</summary>
    public required string Category { get; init; }

    /// <summary>认定日期, which with the category names the certification.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Yuan; 0 where nothing is refunded.</summary>
    public required Money Refund { get; init; }
}

/// <summary><c>POST /campaigns/{id}/waiting-certifications</c>: an operator decides alone; the money then goes the way of every
/// refund. The same decision again changes nothing, a later one overrules.</summary>
public static class WaitingCertificationsApi
{
    public static void MapWaitingCertifications(this WebApplication app) =>
        app.MapPost("/campaigns/{id}/waiting-certifications", DecideAsync)
            .RequireAuthorization(AccessPolicies.Operate)
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> DecideAsync(
        string id, WaitingCertificationDecision decision, Actor actor, CampaignAccess access, PackLibrary packs, ResidentFacts facts,
        ResidentKeys keys, TimeProvider clock, CancellationToken cancellation)
    {
        if (access.Find(id, actor, out var pack, out var database) is { } refusal)
        {
            return refusal;
        }

        if (!IdNumber.TryParse(decision.IdNumber, out var number))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "invalid-id-number", Texts.InvalidIdNumber);
        }

        // Looked at before the decision is recorded: should a fact come in between, the decision is of a certification that
        // waits no longer, and moves no money.
        var key = keys.For(number);
        var resident = await ResidentAsync(database, key, cancellation);
        var file = resident.File(pack.Id);
        var decider = packs.Find(pack.Id, file.PackVersion) ?? pack;
        if (Outcome.Of(resident, file, decider).Waiting.FirstOrDefault(
            waiting => waiting.Category == decision.Category && waiting.From == decision.From) is not { } certification)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "not-certified-while-waiting", Texts.NotCertifiedWhileWaiting);
        }

        if (decision.Refund < Money.Zero || decision.Refund > certification.AtMost)
        {
            return Problem.Of(StatusCodes.Status422UnprocessableEntity, "refund-out-of-bounds",
                string.Format(Texts.RefundOutOfBounds, certification.AtMost));
        }

        if (decision.Refund != certification.Decided)
        {
            var fact = new WaitingCertificationDecided(pack.Id, decision.Category, decision.From, decision.Refund, clock.GetUtcNow());
            await facts.RecordAsync(database.Pages, [new ResidentFact(key, fact, new EventHeaders(actor.Name, "request"))],
                alongside: null, cancellation);
        }

        return TypedResults.NoContent();
    }

    private static async Task<Resident> ResidentAsync(CountyDatabase database, ResidentKey key, CancellationToken cancellation)
    {
        await using var session = database.Store.QuerySession();
        var stream = Resident.Stream(key);
        return await session.Events.AggregateStreamAsync<Resident>(stream, token: cancellation) ?? Resident.Unknown(stream);
    }
}

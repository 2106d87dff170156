using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Intake;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.QuotaTracking;

/// <summary><c>DELETE /campaigns/{id}/villages/{village}</c>: takes back a village that a table brought by mistake.</summary>
public static class VillageRemoval
{
    public static void MapVillageRemoval(this WebApplication app) =>
        app.MapDelete("/campaigns/{id}/villages/{village}", RemoveAsync).RequireAuthorization(AccessPolicies.Operate);

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string id, VillageCode village, Actor actor, CampaignAccess access, TimeProvider clock, CancellationToken cancellation)
    {
        if (access.Find(id, actor, out var pack, out var database) is { } refusal)
        {
            return refusal;
        }

        // The pack would bring it again.
        if (Village.IsOfAnnex(village))
        {
            return Problem.Of(StatusCodes.Status409Conflict, "village-of-annex", Texts.VillageOfAnnex);
        }

        var (isKnown, persons) = (false, 0L);
        var stream = Village.Stream(pack.Id, village);
        await database.Pages.TransactAsync(async (session, ct) =>
        {
            var knownAt = (await KnownTimes.TakeAsync(session, ct)).Of(clock.GetUtcNow());
            await using var command = new NpgsqlCommand(
                "select coalesce(sum(persons), 0)::bigint from village_progress where campaign = $1 and village = $2");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pack.Id.Value });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = village.Value });
            await using (var reader = await session.ExecuteReaderAsync(command, ct))
            {
                await reader.ReadAsync(ct);
                persons = reader.GetInt64(0);
            }

            return new PagePlan([stream], slice =>
            {
                var state = Village.Of(slice);
                isKnown = state.Task is not null;
                return persons > 0 ? [] : [.. Village.Remove(state, knownAt).Select(e => new NewEvent(e, new EventHeaders(actor.Name, "request")))];
            }, Alongside: null) { Events = Village.Decisive };
        }, cancellation);
        return !isKnown ? Problem.Of(StatusCodes.Status404NotFound, "unknown-village", Texts.UnknownVillage)
            : persons > 0 ? Problem.Of(StatusCodes.Status409Conflict, "village-not-empty", string.Format(Texts.VillageNotEmpty, persons))
            : TypedResults.NoContent();
    }
}

using Npgsql;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Enrollment;

/// <summary>A newborn that is covered with its guardian (LZ4): nobody enrolled it, nobody pays for it, and it is counted
/// nowhere.</summary>
/// <param name="Tier">The guardian's.</param>
public sealed record Dependant(ResidentKey Resident, VillageCode Village, Tier Tier, CoveragePeriod Coverage);

/// <summary>A line of the list of dependants.</summary>
public sealed record DependantLine(string? IdNumber, string Village, Tier Tier, CoveragePeriod Coverage);

/// <summary>Who is covered as a guardian's dependant. It rests on two streams, so it is no decision of either: it is read
/// from what both have come to, and so is the same in whatever order their facts arrived.</summary>
public static class Dependants
{
    private const string Query =
        """
        select r.resident_key, r.village, r.birth_date, g.tier, g.pack_version, c.died_on
        from resident r
        join coverage g on g.campaign = $1 and g.resident_key = r.guardian and g.tier is not null
        left join coverage c on c.campaign = $1 and c.resident_key = r.resident_key
        where r.birth_date is not null and c.tier is null
            and not coalesce($2 = any (string_to_array(c.exceptions, ' ')), false)
        """;

    /// <summary>The registered newborns whose guardian is enrolled and who are not so themselves. Somebody who withdrew is
    /// not covered by another way; a death ends this cover as any other, a guardian's ends only the guardian's.</summary>
    /// <param name="only">Null for all of them.</param>
    public static async Task<IReadOnlyList<Dependant>> ReadAsync(
        CountyDatabase database, PackLibrary packs, CampaignId campaign, ResidentKey? only, CancellationToken cancellation)
    {
        await database.Rebuilds.RefuseAsync(CoverageRow.ProjectionName, cancellation);
        await database.Rebuilds.RefuseAsync(RegisteredResident.ProjectionName, cancellation);
        await using var command = database.Source.CreateCommand(only is null ? Query : $"{Query} and r.resident_key = $3");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = campaign.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ExceptionCodes.Withdrawn });
        if (only is { } person)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = person.Value });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var dependants = new List<Dependant>();
        while (await reader.ReadAsync(cancellation))
        {
            // By the pack that decided the guardian's cover, which the dependant's rests on.
            var pack = packs.Find(campaign, reader.GetInt32(4));
            var died = await reader.IsDBNullAsync(5, cancellation) ? (DateOnly?)null : reader.GetFieldValue<DateOnly>(5);
            if (pack?.DependantCover(reader.GetFieldValue<DateOnly>(2)) is { } cover && !(died < cover.From)
                && Tiers.TryParse(reader.GetString(3), out var tier))
            {
                dependants.Add(new Dependant(
                    ResidentKey.Parse(reader.GetString(0)), VillageCode.Parse(reader.GetString(1)), tier,
                    died < cover.To ? cover with { To = died.Value } : cover));
            }
        }

        return dependants;
    }
}

/// <summary><c>GET /campaigns/{id}/dependants</c>: lines, by ID number; masked unless a reason is given.</summary>
public static class DependantsApi
{
    public static void MapDependants(this WebApplication app) => app.MapGet("/campaigns/{id}/dependants", DependantsAsync);

    private static async Task DependantsAsync(
        string id, string? reveal, Actor actor, HttpContext http, CampaignAccess access, PackLibrary packs, PersonNumbers numbers,
        ILoggerFactory logs)
    {
        if (access.Find(id, actor, out var pack, out var database) is { } refusal)
        {
            await refusal.ExecuteAsync(http);
            return;
        }

        var shown = EnrollmentApi.Reveals(reveal, actor, pack, logs);
        var villages = await Villages.LoadAsync(database, pack, http.RequestAborted);
        var dependants = (await Dependants.ReadAsync(database, packs, pack.Id, only: null, http.RequestAborted))
            .ToDictionary(dependant => dependant.Resident);
        http.Response.ContentType = JsonLines.ContentType;
        foreach (var (key, number) in await numbers.SortedAsync(database, dependants.Keys.ToAsyncEnumerable(), http.RequestAborted))
        {
            var dependant = dependants[key];
            var line = new DependantLine(
                shown ? number?.Reveal() : number?.ToString(), villages.NameOf(dependant.Village), dependant.Tier, dependant.Coverage);
            await http.Response.WriteLineAsync(line, ContractJson.Options);
        }
    }
}

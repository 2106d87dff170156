using System.Text.Json.Serialization;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Enrollment;

/// <summary>Whom somebody looks up. No record: its text would show the number.</summary>
public sealed class LookupQuestion
{
    public string? IdNumber { get; init; }
}

/// <summary>What a campaign knows of the person who was asked for, and why it is so: the line of <c>ri lookup --json</c>.</summary>
public sealed record LookupLine : PersonLine
{
    public LookupLine(
        PersonLine line, DependantCover? dependant, IReadOnlyList<EntitlementLine> entitlements, IReadOnlyList<ReasonLine> reasons)
        : base(line) => (Dependant, Entitlements, Reasons) = (dependant, entitlements, reasons);

    /// <summary>A newborn's that is not enrolled and covered with its guardian.</summary>
    [JsonPropertyOrder(6)]
    public DependantCover? Dependant { get; }

    /// <summary>What the cover brings (O8); none where there is no cover.</summary>
    [JsonPropertyOrder(7)]
    public IReadOnlyList<EntitlementLine> Entitlements { get; }

    /// <summary>Of the decision in force; none where the person is not enrolled.</summary>
    [JsonPropertyOrder(8)]
    public IReadOnlyList<ReasonLine> Reasons { get; }
}

/// <summary>Cover that rests on the guardian's (LZ4).</summary>
public sealed record DependantCover(Tier Tier, CoveragePeriod Coverage);

/// <summary>Finds one person of a campaign: "why is this person not covered yet?"</summary>
public static class CoverageLookup
{
    /// <summary>The person; null where the campaign knows nothing of them. One round trip; a second for a newborn that
    /// is not enrolled.</summary>
    /// <param name="today">The day of the entitlements, as far as the cover reaches.</param>
    public static async Task<LookupLine?> FindAsync(
        CountyDatabase database, PackLibrary packs, CompiledPack pack, ResidentKey person, DateOnly today, CancellationToken cancellation)
    {
        var (stream, lines) = await database.Pages.ReadAsync(
            Resident.Stream(person), EnrollmentListing.LinesOf(pack.Id, [person.Value]),
            (reader, stop) => EnrollmentListing.ReadLinesAsync(reader, pack, stop), cancellation);
        var line = lines[person];
        if (line is { Village: null, Paid.IsZero: true, Exceptions: [] })
        {
            return null;
        }

        var resident = Resident.Of(stream);
        var decision = DecisionOf(line, pack.Id, stream.Events.Select(stored => stored.Data));
        var decider = packs.Find(pack.Id, decision.PackVersion) ?? pack;
        var dependant = MayBeDependant(line, pack, resident)
            ? await DependantAsync(database, packs, pack.Id, person, cancellation)
            : null;
        return new LookupLine(line, dependant,
            Entitlements(line.Tier ?? dependant?.Tier, line.Coverage ?? dependant?.Coverage, resident, decider, today),
            [.. decision.Reasons.Select(reason => ReasonLine.Of(reason, decider))]);
    }

    private static IReadOnlyList<EntitlementLine> Entitlements(
        Tier? tier, CoveragePeriod? cover, Resident resident, CompiledPack pack, DateOnly today) =>
        tier is { } chosen && cover is { } days && resident.Registration is { } registration
            ? [.. pack.EntitlementsOf(chosen, Outcome.PersonOf(resident, registration), Within(days, today)).Select(EntitlementLine.Of)]
            : [];

    private static DateOnly Within(CoveragePeriod days, DateOnly day) => day < days.From ? days.From : day > days.To ? days.To : day;

    // The stream was read after the line and may be ahead of it: the reasons are of the decision that the line shows.
    private static (int? PackVersion, IEnumerable<Reason> Reasons) DecisionOf(
        PersonLine line, CampaignId campaign, IEnumerable<object> events) => events
        .Select(@event => @event switch
        {
            CoverageGranted e when e.Campaign == campaign && e.Decision == line.Decision => (e.PackVersion, e.Reasons),
            CoverageRevised e when e.Campaign == campaign && e.Decision == line.Decision => (e.PackVersion, e.Reasons),
            _ => ((int? PackVersion, IEnumerable<Reason> Reasons)?)null,
        })
        .LastOrDefault(decision => decision is not null) ?? (null, []);

    private static bool MayBeDependant(PersonLine line, CompiledPack pack, Resident resident) =>
        !line.Enrolled && resident.Registration is { Guardian: not null } registration
        && pack.DependantCover(registration.BirthDate) is not null;

    private static async Task<DependantCover?> DependantAsync(
        CountyDatabase database, PackLibrary packs, CampaignId campaign, ResidentKey person, CancellationToken cancellation) =>
        await Dependants.ReadAsync(database, packs, campaign, person, cancellation) is [var found]
            ? new DependantCover(found.Tier, found.Coverage)
            : null;
}

/// <summary><c>POST /campaigns/{id}/lookup</c>. The ID number is in the body, as addresses end up in logs and traces; the
/// answer does not repeat it.</summary>
public static class LookupApi
{
    public static void MapLookup(this WebApplication app) => app.MapPost("/campaigns/{id}/lookup", LookupAsync)
        .Produces<LookupLine>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> LookupAsync(
        string id, LookupQuestion question, Actor actor, CampaignAccess access, PackLibrary packs, ResidentKeys keys,
        TimeProvider clock, CancellationToken cancellation)
    {
        if (access.Find(id, actor, out var pack, out var database) is { } refusal)
        {
            return refusal;
        }

        if (!IdNumber.TryParse(question.IdNumber, out var number))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "invalid-id-number", Texts.InvalidIdNumber);
        }

        return await CoverageLookup.FindAsync(database, packs, pack, keys.For(number), clock.Today(), cancellation) is { } line
            ? TypedResults.Json(line, PersonLine.Json)
            : Problem.Of(StatusCodes.Status404NotFound, ExceptionCodes.UnknownPerson, string.Format(Texts.UnknownPerson, pack.Id));
    }
}

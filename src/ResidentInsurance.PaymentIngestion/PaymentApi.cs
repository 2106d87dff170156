using ResidentInsurance.Contracts;
using ResidentInsurance.EventStore;
using ResidentInsurance.Files;
using ResidentInsurance.Files.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.PaymentIngestion;

/// <summary>A person's choice between contradicting contents of a row identity.</summary>
/// <param name="Content">Its number in the order of arrival, from 0.</param>
public sealed record ContentChoice(string Receipt, int Line, PaymentRowKind Kind, int Content);

/// <summary>PaymentIngestion over HTTP.</summary>
public static partial class PaymentApi
{
    private const int RevealedAtOnceMax = 1000;

    public static void MapPayments(this WebApplication app)
    {
        app.MapFileIntake(RowFormats.Payments);
        app.MapGet("/campaigns/{id}/payments/totals", TotalsAsync);
        app.MapPost("/campaigns/{id}/payments/choices", ChooseAsync).RequireAuthorization(AccessPolicies.Operate);
        app.MapPost("/internal/persons/reveal", RevealAsync).RequireAuthorization(AccessPolicies.Service);
    }

    private static async Task<IResult> TotalsAsync(
        string id, Actor actor, PackLibrary packs, CountyDatabases counties, CancellationToken cancellation) =>
        Find(id, actor, packs, counties, out var pack, out var database)
        ?? TypedResults.Ok(await ChannelTotal.ReadAsync(database, pack.Id, cancellation));

    private static async Task<IResult> ChooseAsync(
        string id, ContentChoice choice, Actor actor, PackLibrary packs, CountyDatabases counties, CancellationToken cancellation)
    {
        if (Find(id, actor, packs, counties, out _, out var database) is { } refusal)
        {
            return refusal;
        }

        var stream = Payment.Stream(choice.Receipt, choice.Line, choice.Kind);
        var known = Payment.Fold((await database.Events.LoadAsync(stream, cancellation)).Events.Select(stored => stored.Data));
        if (choice.Content < 0 || choice.Content >= known.Contents.Length)
        {
            return Problem.Of(StatusCodes.Status404NotFound, "unknown-content", Texts.UnknownContent);
        }

        await database.Events.TransactAsync([stream], slice =>
                Payment.Choose(Payment.Fold(slice.Events.Select(stored => stored.Data)), choice.Content) is { } @event
                    ? [new NewEvent(@event, new EventHeaders(actor.Name, "request"))]
                    : [],
            alongside: null, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RevealAsync(
        CountyCode county, ResidentKey[] residents, Actor actor, CountyDatabases counties, ILoggerFactory logs, CancellationToken cancellation)
    {
        if (!actor.MaySee(county) || !counties.TryGet(county, out var database))
        {
            return Problem.UnknownCounty(county);
        }

        if (residents.Length > RevealedAtOnceMax)
        {
            return TypedResults.BadRequest();
        }

        Revealed(logs.CreateLogger("ResidentInsurance.Revealing"), actor.Name, residents.Length, county);
        var persons = await database.Persons.ReadAsync(residents, cancellation);
        return TypedResults.Ok(persons.ToDictionary(pair => pair.Key, pair => pair.Value.IdNumber));
    }

    private static IResult? Find(
        string id, Actor actor, PackLibrary packs, CountyDatabases counties, out CompiledPack pack, out CountyDatabase database)
    {
        database = null!;
        pack = null!;
        if (!CampaignId.TryParse(id, out var campaign) || packs.Find(campaign) is not { } found)
        {
            return IntakeAdmission.UnknownCampaign(campaign).Refusal;
        }

        pack = found;
        return !actor.MaySee(pack.County) ? Problem.OutsideArea()
            : !counties.TryGet(pack.County, out database!) ? Problem.UnknownCounty(pack.County)
            : null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Actor} revealed {Count} ID numbers of {County}")]
    private static partial void Revealed(ILogger logger, string actor, int count, CountyCode county);
}

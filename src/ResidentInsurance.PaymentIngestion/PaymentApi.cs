using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.PaymentIngestion;

/// <summary>A person's choice between contradicting contents of a row identity.</summary>
/// <param name="Content">Its number in the order of arrival, from 0.</param>
public sealed record ContentChoice(string Receipt, int Line, PaymentRowKind Kind, int Content);

/// <summary>PaymentIngestion over HTTP.</summary>
public static class PaymentApi
{
    public static void MapPayments(this WebApplication app)
    {
        app.MapFileIntake(RowFormats.Payments);
        app.MapGet("/campaigns/{id}/payments/totals", TotalsAsync);
        app.MapPost("/campaigns/{id}/payments/choices", ChooseAsync).RequireAuthorization(AccessPolicies.Operate);
        app.MapReveal();
    }

    private static async Task<IResult> TotalsAsync(
        string id, Actor actor, CampaignAccess access, CancellationToken cancellation) =>
        access.Find(id, actor, out var pack, out var database) is { } refusal
            ? refusal
            : TypedResults.Ok(await ChannelTotals.ReadAsync(database, pack.Id, cancellation));

    private static async Task<IResult> ChooseAsync(
        string id, ContentChoice choice, Actor actor, CampaignAccess access, CancellationToken cancellation)
    {
        if (access.Find(id, actor, out _, out var database) is { } refusal)
        {
            return refusal;
        }

        var stream = Payment.Stream(choice.Receipt, choice.Line, choice.Kind);
        var known = Payment.Of(await database.Pages.ReadAsync(stream, cancellation));
        if (choice.Content < 0 || choice.Content >= known.Contents.Length)
        {
            return Problem.Of(StatusCodes.Status404NotFound, "unknown-content", Texts.UnknownContent);
        }

        await database.Pages.TransactAsync([stream], slice =>
                Payment.Choose(Payment.Of(slice), choice.Content) is { } @event
                    ? [new NewEvent(@event, new EventHeaders(actor.Name, "request"))]
                    : [],
            alongside: null, cancellation);
        return TypedResults.NoContent();
    }
}

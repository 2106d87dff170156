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

        var isKnown = false;
        await database.DecideAsync<Payment>(
            Payment.Stream(choice.Receipt, choice.Line, choice.Kind), new EventHeaders(actor.Name, "request"), payment =>
            {
                isKnown = payment is not null && choice.Content >= 0 && choice.Content < payment.Contents.Length;
                return isKnown ? Payment.Choose(payment!, choice.Content) : null;
            }, cancellation);
        if (!isKnown)
        {
            return Problem.Of(StatusCodes.Status404NotFound, "unknown-content", Texts.UnknownContent);
        }

        return TypedResults.NoContent();
    }
}

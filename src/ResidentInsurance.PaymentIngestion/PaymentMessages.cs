using System.Collections.Immutable;
using JasperFx.Events;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.PaymentIngestion;

/// <summary>From stored events to public ones: always the whole row identity.</summary>
public static class PaymentMessages
{
    public static FeedItem Publish(IEvent stored)
    {
        (ImmutableArray<RowContent> delivered, int? chosen) = stored.Data switch
        {
            RowDelivered e => (ImmutableArray.Create(e.Content), null),
            RowContradicted e => (e.Contents, null),
            RowContentChosen e => (e.Contents, (int?)e.Chosen),
            _ => throw new ArgumentException($"A payment has no event {stored.Data.GetType().Name}.", nameof(stored)),
        };
        var (receipt, line, kind) = Payment.IdentityOf(stored.StreamKey!);
        PaymentContent[] contents = [.. delivered.Select(Public)];
        return FeedItems.Of(stored, kind switch
        {
            PaymentRowKind.Payment => new PaymentReceived(receipt, line, contents, chosen),
            PaymentRowKind.Reversal => new PaymentReversed(receipt, line, contents, chosen),
            PaymentRowKind.Refund => new PaymentRefunded(receipt, line, contents, chosen),
            _ => throw new ArgumentException($"There is no row of kind {kind}.", nameof(stored)),
        });
    }

    private static PaymentContent Public(RowContent content) => new(
        content.Resident, content.Campaign, content.Tier, content.Amount, content.PaidAt,
        content.Funding.IsPersonal(), content.OriginalReceipt);
}

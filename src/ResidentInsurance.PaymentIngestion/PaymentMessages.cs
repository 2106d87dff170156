using JasperFx.Events;
using System.Collections.Immutable;
using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;

namespace ResidentInsurance.PaymentIngestion;

/// <summary>From stored events to public messages: always the whole row identity.</summary>
public static class PaymentMessages
{
    public static FeedItem? Publish(IEvent stored)
    {
        (ImmutableArray<RowContent> contents, int? chosen) = stored.Data switch
        {
            PaymentReceived e => (ImmutableArray.Create(e.Content), null),
            PaymentContradicted e => (e.Contents, null),
            PaymentContentChosen e => (e.Contents, (int?)e.Chosen),
            _ => throw new ArgumentException($"A payment has no event {stored.Data.GetType().Name}.", nameof(stored)),
        };
        var (receipt, line, kind) = Payment.IdentityOf(stored.StreamKey!);
        var row = new PaymentRow(receipt, line, kind, [.. contents.Select(Public)], chosen);
        return new FeedItem(stored.Id, stored.StreamKey!, stored.Version, stored.Timestamp, TypeOf(kind),
            JsonSerializer.SerializeToElement(row, ContractJson.Options));
    }

    private static string TypeOf(PaymentRowKind kind) => kind switch
    {
        PaymentRowKind.Payment => PaymentItems.Received,
        PaymentRowKind.Reversal => PaymentItems.Reversed,
        PaymentRowKind.Refund => PaymentItems.Refunded,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static PaymentContent Public(RowContent content) => new(
        content.Resident, content.Campaign, content.Tier, content.Amount, content.PaidAt,
        content.Funding.IsPersonal(), content.OriginalReceipt);
}

using System.Collections.Immutable;
using JasperFx.Core;
using JasperFx.Events;
using Marten.Events.Aggregation;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;

namespace ResidentInsurance.PaymentIngestion;

/// <summary>What a row of the tax feed says. Two rows of one identity have the same content if these are equal.</summary>
public sealed record RowContent(
    ResidentKey Resident, CampaignId Campaign, Tier? Tier, Money Amount, DateTime PaidAt, Funding Funding,
    string? OriginalReceipt);

/// <summary>What else a row says. A later delivery may say it differently without being another payment.</summary>
public sealed record RowDetails(string? Channel, DateOnly? TreasuryOn, string? Collector, string? Batch);

/// <summary>A row identity was delivered for the first time.</summary>
public sealed record RowDelivered(RowContent Content, RowDetails Details);

/// <summary>A row identity was delivered with another content: none counts until a person chooses. There are all
/// contents so far, in order of arrival, and the details of the last.</summary>
public sealed record RowContradicted(ImmutableArray<RowContent> Contents, RowDetails Details);

/// <summary>A person chose which content is the true one.</summary>
public sealed record RowContentChosen(ImmutableArray<RowContent> Contents, int Chosen);

/// <summary>One row identity of the tax feed: 税票号码 + 明细序号 + 业务类型.</summary>
/// <param name="Id">Its stream.</param>
public sealed record Payment(string Id, ImmutableArray<RowContent> Contents, int? Chosen)
{
    /// <summary>A row that has not come yet.</summary>
    public static Payment Undelivered(string stream) => new(stream, [], null);

    public static string Stream(string receipt, int line, PaymentRowKind kind) =>
        $"payment-{kind switch { PaymentRowKind.Payment => "p", PaymentRowKind.Reversal => "c", _ => "r" }}-{line}-{receipt}";

    /// <summary>The row identity that a stream is named for.</summary>
    public static (string Receipt, int Line, PaymentRowKind Kind) IdentityOf(string stream)
    {
        var parts = stream.Split('-', 4);
        return (parts[3], int.Parse(parts[2]), parts[1] switch
        {
            "p" => PaymentRowKind.Payment,
            "c" => PaymentRowKind.Reversal,
            _ => PaymentRowKind.Refund,
        });
    }

    public static Payment Of(StreamSlice stream) => stream.Fold(Undelivered(stream.Id), Evolve);

    [JasperFxIgnore] // Marten would take it for a fold of its own; PaymentAggregate is that
    public static Payment Evolve(Payment payment, object @event) => @event switch
    {
        RowDelivered e => payment with { Contents = [e.Content] },
        RowContradicted e => payment with { Contents = e.Contents, Chosen = null }, // an earlier choice did not know the new content
        RowContentChosen e => payment with { Contents = e.Contents, Chosen = e.Chosen },
        _ => throw new ArgumentException($"A payment has no event {@event.GetType().Name}.", nameof(@event)),
    };

    /// <summary>Takes a delivered row. The same content again changes nothing.</summary>
    public static IEnumerable<object> Deliver(Payment payment, RowContent content, RowDetails details) =>
        payment.Contents.IsEmpty ? [new RowDelivered(content, details)]
        : payment.Contents.Contains(content) ? []
        : [new RowContradicted(payment.Contents.Add(content), details)];

    /// <summary>Takes a person's choice between contradicting contents; null where it is the present choice already.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such content.</exception>
    public static object? Choose(Payment payment, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, payment.Contents.Length);
        return payment.Chosen == index || payment.Contents.Length == 1 ? null : new RowContentChosen(payment.Contents, index);
    }
}

/// <summary>How Marten folds a payment's stream.</summary>
public sealed partial class PaymentAggregate : SingleStreamProjection<Payment, string>
{
    public override Payment Evolve(Payment? snapshot, string id, IEvent e) =>
        Payment.Evolve(snapshot ?? Payment.Undelivered(id), e.Data);
}

using System.Collections.Immutable;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Enrollment;

/// <summary>A payment that counts as made by the person.</summary>
public sealed record LivePayment(string Receipt, int Line, Tier Tier, Money Amount, DateTime PaidAt)
{
    public DateOnly On => DateOnly.FromDateTime(PaidAt);
}

/// <summary>Which rows of the tax feed count, whatever their order of arrival (files.md, rule 1).</summary>
/// <param name="Payments">By time, then 税票号码 as text, then 明细序号 as a number.</param>
/// <param name="Refunded">What was sent back of payments that the person made, live or not.</param>
/// <param name="Conflicting">A row identity that names the person has two contents, and nobody has chosen.</param>
public sealed record LivePayments(ImmutableArray<LivePayment> Payments, Money Refunded, bool Conflicting)
{
    public Money Paid => new(Payments.Sum(payment => payment.Amount.Fen));

    public static LivePayments Of(CampaignFile file)
    {
        var reversed = file.Payments.Values.Where(row => row.Id.Kind == PaymentRowKind.Reversal && !row.Conflicting)
            .SelectMany(row => row.Contents, (row, content) => (content.OriginalReceipt, row.Line, content.Amount))
            .ToHashSet();
        var live = file.Payments.Values.Where(row => row.Id.Kind == PaymentRowKind.Payment && !row.Conflicting)
            .SelectMany(row => row.Contents, (row, content) => (row, content))
            .Where(pair => pair.content is { Personal: true, Tier: not null })
            .Where(pair => !reversed.Contains((pair.row.Receipt, pair.row.Line, pair.content.Amount)))
            .Select(pair => new LivePayment(pair.row.Receipt, pair.row.Line, pair.content.Tier!.Value, pair.content.Amount, pair.content.PaidAt))
            .OrderBy(payment => payment.PaidAt).ThenBy(payment => payment.Receipt, StringComparer.Ordinal).ThenBy(payment => payment.Line)
            .ToImmutableArray();
        // What was sent back is a fact, also where its payment was reversed since: then it exceeds what is due.
        var delivered = file.Payments.Values
            .Where(row => row.Id.Kind == PaymentRowKind.Payment && row.Contents.Any(content => content.Personal))
            .Select(row => ((string?)row.Receipt, row.Line)).ToHashSet();
        var refunded = file.Payments.Values.Where(row => row.Id.Kind == PaymentRowKind.Refund && !row.Conflicting)
            .SelectMany(row => row.Contents, (row, content) => (content.OriginalReceipt, row.Line, content.Amount))
            .Where(refund => delivered.Contains((refund.OriginalReceipt, refund.Line)))
            .Sum(refund => refund.Amount.Fen);
        var conflicting = file.Payments.Values.Any(row => row.Conflicting);
        return new LivePayments(live, new Money(refunded), conflicting);
    }
}

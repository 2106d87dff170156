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
/// <param name="Refunded">What was sent back of live payments.</param>
/// <param name="Conflicting">A row identity has two contents, one of them the person's own money, and nobody has chosen.</param>
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
        var liveIds = live.Select(payment => ((string?)payment.Receipt, payment.Line)).ToHashSet();
        var refunded = file.Payments.Values.Where(row => row.Id.Kind == PaymentRowKind.Refund && !row.Conflicting)
            .SelectMany(row => row.Contents, (row, content) => (content.OriginalReceipt, row.Line, content.Amount))
            .Where(refund => liveIds.Contains((refund.OriginalReceipt, refund.Line)))
            .Sum(refund => refund.Amount.Fen);
        var conflicting = file.Payments.Values.Any(row => row.Conflicting && row.Contents.Any(content => content.Personal));
        return new LivePayments(live, new Money(refunded), conflicting);
    }
}

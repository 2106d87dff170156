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
        var live = new List<LivePayment>(file.Payments.Count);
        var (refunded, conflicting) = (Money.Zero, false);
        foreach (var (_, row) in file.Payments)
        {
            conflicting |= row.Conflicting;
            if (row.Conflicting || row.Id.Kind == PaymentRowKind.Reversal)
            {
                continue;
            }

            foreach (var content in row.Contents)
            {
                if (row.Id.Kind == PaymentRowKind.Refund)
                {
                    // What was sent back is a fact, also where its payment was reversed since: then it exceeds what is due.
                    refunded += IsDelivered(file, content.OriginalReceipt, row.Line) ? content.Amount : Money.Zero;
                }
                else if (content is { Personal: true, Tier: { } tier } && !IsReversed(file, row, content))
                {
                    live.Add(new LivePayment(row.Receipt, row.Line, tier, content.Amount, content.PaidAt));
                }
            }
        }

        live.Sort(ByTime);
        return new LivePayments([.. live], refunded, conflicting);
    }

    // A person has a handful of rows: to look through them costs less than to make sets of them.
    private static bool IsReversed(CampaignFile file, PaymentRecorded payment, RecordedPayment content)
    {
        foreach (var (_, row) in file.Payments)
        {
            if (row.Id.Kind == PaymentRowKind.Reversal && !row.Conflicting && row.Line == payment.Line
                && row.Contents.Any(reversal => reversal.OriginalReceipt == payment.Receipt && reversal.Amount == content.Amount))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDelivered(CampaignFile file, string? receipt, int line) => file.Payments.Values.Any(row =>
        row.Id.Kind == PaymentRowKind.Payment && row.Receipt == receipt && row.Line == line && row.Contents.Any(content => content.Personal));

    private static int ByTime(LivePayment a, LivePayment b) =>
        a.PaidAt.CompareTo(b.PaidAt) is var time and not 0 ? time
        : string.CompareOrdinal(a.Receipt, b.Receipt) is var receipt and not 0 ? receipt
        : a.Line.CompareTo(b.Line);
}

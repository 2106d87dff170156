using System.Collections.Immutable;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Enrollment;

/// <summary>A payment that counts as made by the person.</summary>
public sealed record LivePayment(string Receipt, int Line, Tier Tier, Money Amount, DateTime PaidAt)
{
    public DateOnly On => DateOnly.FromDateTime(PaidAt);
}

/// <summary>Which rows of the tax feed count, whatever their order of arrival (docs/rules.md, rule 1).</summary>
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
        var reversed = Reversals(file);
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
                else if (content is { Personal: true, Tier: { } tier }
                    && reversed?.Contains((row.Receipt, row.Line, content.Amount)) != true)
                {
                    live.Add(new LivePayment(row.Receipt, row.Line, tier, content.Amount, content.PaidAt));
                }
            }
        }

        live.Sort(ByTime);
        return new LivePayments([.. live], refunded, conflicting);
    }

    // Null for the many persons who have none.
    private static HashSet<(string? Receipt, int Line, Money Amount)>? Reversals(CampaignFile file)
    {
        HashSet<(string? Receipt, int Line, Money Amount)>? reversals = null;
        foreach (var (_, row) in file.Payments)
        {
            if (row.Id.Kind == PaymentRowKind.Reversal && !row.Conflicting)
            {
                reversals ??= [];
                reversals.UnionWith(row.Contents.Select(content => (content.OriginalReceipt, row.Line, content.Amount)));
            }
        }

        return reversals;
    }

    private static bool IsDelivered(CampaignFile file, string? receipt, int line) =>
        receipt is not null && file.Payments.TryGetValue(new PaymentRowId(receipt, line, PaymentRowKind.Payment), out var payment)
            && payment.Contents.Any(content => content.Personal);

    private static int ByTime(LivePayment a, LivePayment b) =>
        a.PaidAt.CompareTo(b.PaidAt) is var time and not 0 ? time
        : string.CompareOrdinal(a.Receipt, b.Receipt) is var receipt and not 0 ? receipt
        : a.Line.CompareTo(b.Line);
}

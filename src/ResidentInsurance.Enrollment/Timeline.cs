using System.Collections.Immutable;
using ResidentInsurance.Contracts;
using ResidentInsurance.Files;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

/// <summary>One person's campaign, told in business order. Takes the facts by date and closes with the outcome;
/// the rule numbers are those of docs/rules.md.</summary>
internal sealed class Timeline(CompiledPack pack, VillageCode village, PersonFacts person)
{
    private readonly SortedDictionary<string, Money> refunds = new(StringComparer.Ordinal);
    private readonly SortedSet<string> exceptions = new(StringComparer.Ordinal);

    private Enrolled? enrolled;
    private bool ended;

    // Before the enrollment: what counted, all in one tier. After it: what adds up to the higher tier.
    private Money counted;
    private Tier countedTier;
    private bool anyCounted;

    private sealed record Enrolled(Tier Tier, DateOnly PaidOn, DateOnly FirstPaidOn, Quote Quote, DateOnly? EndedOn)
    {
        public DateOnly CoverageFrom => Quote.Coverage!.Value.From;

        public DateOnly CoverageTo => EndedOn ?? Quote.Coverage!.Value.To;
    }

    /// <summary>Rule 3.</summary>
    public void Declare(Tier tier, DateOnly on)
    {
        if (ended || enrolled is not null)
        {
            return;
        }

        var quote = pack.Quote(tier, on, person);
        if (!quote.Accepted)
        {
            exceptions.Add(quote.Rejection!);
        }
        else if (!quote.Due.IsZero)
        {
            exceptions.Add(ExceptionCodes.DeclarationNotFree);
        }
        else
        {
            Refund(ExceptionCodes.Overpaid, counted);
            Enroll(tier, on, quote);
        }
    }

    /// <summary>Rules 4 and 5.</summary>
    public void Pay(LivePayment payment)
    {
        if (ended)
        {
            return;
        }

        if (enrolled is not null)
        {
            PayMore(enrolled, payment);
            return;
        }

        if (anyCounted && payment.Tier != countedTier)
        {
            Refund(ExceptionCodes.TierConflict, payment.Amount);
            return;
        }

        var quote = pack.Quote(payment.Tier, payment.On, person);
        if (!quote.Accepted)
        {
            Refund(quote.Rejection!, payment.Amount);
            return;
        }

        (countedTier, anyCounted, counted) = (payment.Tier, true, counted + payment.Amount);
        if (counted >= quote.Due)
        {
            Refund(ExceptionCodes.Overpaid, counted - quote.Due);
            Enroll(payment.Tier, payment.On, quote);
        }
    }

    /// <summary>Rule 7.</summary>
    public void Withdraw(WithdrawalReason reason, DateOnly on)
    {
        if (enrolled is not { } standing)
        {
            return;
        }

        if (on < standing.CoverageFrom)
        {
            enrolled = null;
            ended = true;
            exceptions.Add(ExceptionCodes.Withdrawn);
        }
        else if (reason == WithdrawalReason.Death && on < standing.CoverageTo)
        {
            enrolled = standing with { EndedOn = on };
        }
    }

    /// <summary>Rules 1, 5, 6 and 8: what is left open when all facts are told.</summary>
    public Outcome Close(LivePayments live)
    {
        if (live.Conflicting)
        {
            exceptions.Add(ExceptionCodes.ConflictingPayment);
        }

        if (ended)
        {
            Refund(ExceptionCodes.Overpaid, counted); // never reached the higher tier
            RefundTheRest(live.Paid);
        }
        else if (enrolled is { } standing)
        {
            Refund(ExceptionCodes.Overpaid, counted);
            RefundLateCertification(standing);
        }
        else if (anyCounted)
        {
            exceptions.Add(ExceptionCodes.PartPaid);
        }

        if (live.Refunded > Total(refunds))
        {
            exceptions.Add(ExceptionCodes.RefundExceedsDue);
        }

        return new Outcome(
            enrolled is null ? null : StandingOf(enrolled),
            enrolled is null ? [] : [.. enrolled.Quote.Reasons],
            SentBack(live.Refunded),
            exceptions.ToImmutableSortedSet(StringComparer.Ordinal));
    }

    private static Money Total(SortedDictionary<string, Money> amounts) => new(amounts.Values.Sum(amount => amount.Fen));

    private void PayMore(Enrolled standing, LivePayment payment)
    {
        if (payment.On < standing.CoverageFrom)
        {
            var higher = pack.Quote(payment.Tier, payment.On, person);
            if (higher.Accepted && higher.Contribution > standing.Quote.Contribution)
            {
                counted += payment.Amount;
                if (standing.Quote.Due + counted >= higher.Due)
                {
                    Refund(ExceptionCodes.Overpaid, standing.Quote.Due + counted - higher.Due);
                    enrolled = standing with { Tier = payment.Tier, PaidOn = payment.On, Quote = higher };
                    counted = Money.Zero;
                }

                return;
            }
        }

        Refund(ExceptionCodes.Overpaid, payment.Amount);
    }

    private void Enroll(Tier tier, DateOnly on, Quote quote)
    {
        enrolled = new Enrolled(tier, on, on, quote, EndedOn: null);
        counted = Money.Zero;
    }

    private void Refund(string reason, Money amount)
    {
        if (!amount.IsZero)
        {
            refunds[reason] = refunds.GetValueOrDefault(reason) + amount;
            exceptions.Add(reason);
        }
    }

    // An enrollment that ended gives back all that was and will be paid; what was due back before keeps its reason.
    private void RefundTheRest(Money paid)
    {
        var rest = paid - Total(refunds);
        if (!rest.IsZero)
        {
            refunds[ExceptionCodes.Withdrawn] = rest;
        }
    }

    // Rule 6 (RZ5): certified after having paid, within the central period.
    private void RefundLateCertification(Enrolled standing)
    {
        if (!pack.RefundsLateCertification)
        {
            return;
        }

        var (from, to) = pack.CentralPeriod(person.Group);
        var best = Money.Zero;
        foreach (var identity in person.Identities)
        {
            if (identity.From > standing.PaidOn && identity.From >= from && identity.From <= to)
            {
                best = Money.Max(best, pack.SubsidyOf(standing.Tier, identity.From, person, identity));
            }
        }

        Refund(ExceptionCodes.LateCertification, Money.Max(Money.Zero, best - standing.Quote.Subsidy));
    }

    // What was sent back is taken off in the order of the reasons' codes; only the total is anybody's claim.
    private ImmutableSortedDictionary<string, Money> SentBack(Money refunded)
    {
        var due = Ordinal.NoMoney.ToBuilder();
        foreach (var (reason, amount) in refunds)
        {
            var taken = Money.Min(amount, refunded);
            refunded -= taken;
            if (amount > taken)
            {
                due[reason] = amount - taken;
            }
        }

        return due.ToImmutable();
    }

    private Standing StandingOf(Enrolled standing)
    {
        var quote = standing.Quote;
        return new Standing(
            village, standing.Tier, standing.PaidOn, standing.FirstPaidOn, quote.Contribution, quote.FiscalShareBorne,
            quote.Subsidy, quote.FiscalShareSubsidised, quote.SubsidyCategory, null, quote.Due,
            standing.CoverageFrom, standing.CoverageTo);
    }
}

using System.Collections.Immutable;
using ResidentInsurance.Contracts;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

/// <summary>One person's campaign, told in business order. Takes the facts by date and closes with the outcome;
/// the rule numbers are those of docs/rules.md.</summary>
internal sealed class Timeline(
    CompiledPack pack, VillageCode village, PersonFacts person, IReadOnlyCollection<WaitingCertificationDecided> decisions)
{
    private readonly SortedDictionary<string, Money> refunds = new(StringComparer.Ordinal);
    private readonly SortedSet<string> exceptions = new(StringComparer.Ordinal);
    private readonly List<WaitingCertification> waiting = [];

    private Enrolled? enrolled;
    private DateOnly? diedOn;

    // Before the enrollment: what counted, all in one tier. After it: what adds up to the higher tier.
    private Money counted;
    private Tier countedTier;
    private bool anyCounted;

    private sealed record Enrolled(Tier Tier, DateOnly PaidOn, DateOnly FirstPaidOn, Quote Quote)
    {
        /// <summary>As quoted, until a death ends it.</summary>
        public CoveragePeriod Coverage { get; init; } = Quote.Coverage!.Value;

        public Suspensions Suspended { get; init; } = Suspensions.None;
    }

    /// <summary>Rule 3; after a death rule 7.</summary>
    public void Declare(Tier tier, DateOnly on)
    {
        if (diedOn is not null)
        {
            exceptions.Add(ExceptionCodes.Deceased);
            return;
        }

        if (enrolled is not null)
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

    /// <summary>Rules 4 and 5; after a death rule 7.</summary>
    public void Pay(LivePayment payment)
    {
        if (diedOn is not null)
        {
            Refund(ExceptionCodes.Deceased, payment.Amount);
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

    /// <summary>Rule 7. Whoever died is past every further withdrawal.</summary>
    public void Withdraw(WithdrawalReason reason, DateOnly on)
    {
        if (diedOn is not null)
        {
            return;
        }

        var dies = reason == WithdrawalReason.Death;
        if (enrolled is not { } standing)
        {
            if (dies)
            {
                Refund(ExceptionCodes.Deceased, counted);
                ForgetWhatCounted();
            }
        }
        else if (on < standing.Coverage.From)
        {
            exceptions.Add(ExceptionCodes.Withdrawn);
            Refund(ExceptionCodes.Withdrawn, standing.Quote.Due + counted);
            enrolled = null;
            ForgetWhatCounted();
        }
        else
        {
            enrolled = dies ? Ended(standing, on) : Suspended(standing, on);
        }

        diedOn = dies ? on : null;
    }

    /// <summary>Rules 1, 5, 6 and 8: what is left open when all facts are told.</summary>
    public Outcome Close(LivePayments live)
    {
        if (live.Conflicting)
        {
            exceptions.Add(ExceptionCodes.ConflictingPayment);
        }

        if (enrolled is { } standing)
        {
            Refund(ExceptionCodes.Overpaid, counted); // never reached the higher tier
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
            enrolled is null ? null : CoverOf(enrolled),
            enrolled is null ? [] : [.. enrolled.Quote.Reasons],
            SentBack(live.Refunded),
            exceptions.ToImmutableSortedSet(StringComparer.Ordinal),
            [.. waiting.Distinct()]);
    }

    private static Enrolled Ended(Enrolled standing, DateOnly on) => standing with
    {
        Coverage = standing.Coverage with { To = on < standing.Coverage.To ? on : standing.Coverage.To },
        Suspended = standing.Suspended.End(on),
    };

    private static Enrolled Suspended(Enrolled standing, DateOnly on) =>
        on <= standing.Coverage.To ? standing with { Suspended = standing.Suspended.Begin(on) } : standing;

    private static Money Total(SortedDictionary<string, Money> amounts) => new(amounts.Values.Sum(amount => amount.Fen));

    private void PayMore(Enrolled standing, LivePayment payment)
    {
        if (payment.On < standing.Coverage.From)
        {
            var higher = pack.Quote(payment.Tier, payment.On, person);
            if (higher.Accepted && higher.Contribution > standing.Quote.Contribution)
            {
                counted += payment.Amount;
                if (standing.Quote.Due + counted >= higher.Due)
                {
                    Refund(ExceptionCodes.Overpaid, standing.Quote.Due + counted - higher.Due);
                    enrolled = new Enrolled(payment.Tier, payment.On, standing.FirstPaidOn, higher);
                    counted = Money.Zero;
                }

                return;
            }
        }

        Refund(ExceptionCodes.Overpaid, payment.Amount);
    }

    private void Enroll(Tier tier, DateOnly on, Quote quote)
    {
        enrolled = new Enrolled(tier, on, on, quote);
        counted = Money.Zero;
    }

    private void ForgetWhatCounted() => (counted, anyCounted) = (Money.Zero, false);

    private void Refund(string reason, Money amount)
    {
        if (!amount.IsZero)
        {
            refunds[reason] = refunds.GetValueOrDefault(reason) + amount;
            exceptions.Add(reason);
        }
    }

    // Rule 6 (RZ5): certified after having paid, within the central period or while cover has not begun. After a death
    // nothing changes any more.
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
            if (identity.From <= standing.PaidOn || identity.From > diedOn)
            {
                continue;
            }

            var more = pack.SubsidyOf(standing.Tier, identity.From, person, identity) - standing.Quote.Subsidy;
            if (identity.From >= from && identity.From <= to)
            {
                best = Money.Max(best, more);
            }
            else if (identity.From > to && identity.From < standing.Coverage.From && more > Money.Zero)
            {
                waiting.Add(new WaitingCertification(identity.Category, identity.From, more, Decided(identity)));
            }
        }

        Refund(ExceptionCodes.LateCertification, best);
        RefundWhatWasDecided();
    }

    // Two departments may certify the same, and the operator decides of it once. Together no more than the best is worth.
    private void RefundWhatWasDecided()
    {
        var certifications = waiting.Distinct().ToList();
        if (certifications.Exists(certification => certification.Decided is null))
        {
            exceptions.Add(ExceptionCodes.CertifiedWhileWaiting);
        }

        Refund(ExceptionCodes.CertifiedWhileWaiting, Money.Min(
            new Money(certifications.Sum(certification => certification.Decided?.Fen ?? 0)),
            new Money(certifications.Select(certification => certification.AtMost.Fen).DefaultIfEmpty().Max())));
    }

    // Of two decisions at one moment the greater, so that their order is no matter.
    private Money? Decided(IdentityPeriod identity) => decisions
        .Where(decision => decision.Category == identity.Category && decision.From == identity.From)
        .MaxBy(decision => (decision.DecidedAt, decision.Refund.Fen))?.Refund;

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

    private Cover CoverOf(Enrolled standing)
    {
        var quote = standing.Quote;
        return new Cover(
            village, standing.Tier, standing.PaidOn, standing.FirstPaidOn, quote.Contribution, quote.FiscalShareBorne,
            quote.Subsidy, quote.FiscalShareSubsidised, quote.SubsidyCategory, SubsidyDepartment: null, quote.Due,
            standing.Coverage, standing.Suspended);
    }
}

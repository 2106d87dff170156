using System.Collections.Immutable;
using ResidentInsurance.Contracts;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

/// <summary>A certification between payment and the first day of cover that is worth more than the subsidy (RZ5).</summary>
/// <param name="AtMost">By how much it is worth more.</param>
/// <param name="Decided">What an operator refunds for it; null while nobody has decided.</param>
public sealed record WaitingCertification(string Category, DateOnly From, Money AtMost, Money? Decided);

/// <summary>What all facts of a person in a campaign come to.</summary>
/// <param name="Cover">Null where the person is not enrolled.</param>
/// <param name="Waiting">What an operator decides about, or has.</param>
public sealed record Outcome(
    Cover? Cover, ImmutableArray<Reason> Reasons, ImmutableSortedDictionary<string, Money> RefundByReason,
    ImmutableSortedSet<string> Exceptions, ImmutableArray<WaitingCertification> Waiting)
{
    /// <summary>Computes the outcome from the facts alone, in business order (docs/rules.md, rules 1 to 8).</summary>
    public static Outcome Of(Resident resident, CampaignFile file, CompiledPack pack)
    {
        var live = LivePayments.Of(file);
        if (resident.Registration is not { } registration)
        {
            return Unregistered(live);
        }

        var timeline = new Timeline(pack, registration.Village, PersonOf(resident, registration), file.WaitingDecisions);
        foreach (var step in Steps(file, live))
        {
            step(timeline);
        }

        var outcome = timeline.Close(live);
        return outcome.Cover is { SubsidyCategory: not null } cover
            ? outcome with { Cover = cover with { SubsidyDepartment = Certifier(resident, cover, outcome.Reasons) } }
            : outcome;
    }

    /// <summary>The person as a quote's question knows it.</summary>
    public static PersonFacts PersonOf(Resident resident, ResidentRegistered registration) => new()
    {
        BirthDate = registration.BirthDate,
        Group = registration.Group,
        Identities = [.. resident.Identities.Values
            .OrderBy(identity => identity.Record, StringComparer.Ordinal)
            .Select(identity => new IdentityPeriod(identity.Category, identity.From, identity.To))],
        Circumstances = registration.Circumstance is { } kind ? [new Circumstance(kind, registration.CircumstanceOn)] : [],
        Freshman = registration.StudentMark == StudentMark.Freshman,
        AcademicYearCovered = registration.StudentMark == StudentMark.AcademicYearCovered,
        Graduating = registration.StudentMark == StudentMark.Graduating,
        LastCoveredYear = registration.LastCoveredYear,
    };

    // The department whose certification the subsidy rests on; of several the first by name, so that order is no matter.
    // An implied category (在乡复员军人 are 重点优抚对象) rests on the certification that implies it.
    private static string? Certifier(Resident resident, Cover cover, IEnumerable<Reason> reasons)
    {
        var category = reasons.FirstOrDefault(reason => reason.Category == cover.SubsidyCategory)?.Via ?? cover.SubsidyCategory;
        return resident.Identities.Values
            .Where(identity => identity.Category == category && identity.From <= cover.PaidOn
                && (identity.To is null || identity.To > cover.PaidOn))
            .Select(identity => identity.Department).Min(StringComparer.Ordinal);
    }

    private static Outcome Unregistered(LivePayments live)
    {
        var exceptions = Ordinal.NoCodes;
        if (live.Payments.Length > 0)
        {
            exceptions = exceptions.Add(ExceptionCodes.UnknownPerson);
        }

        if (live.Conflicting)
        {
            exceptions = exceptions.Add(ExceptionCodes.ConflictingPayment);
        }

        return new Outcome(null, [], Ordinal.NoMoney, exceptions, []);
    }

    // By date; within a day declarations (of two the lower tier first), payments, withdrawals, a death last.
    private static IEnumerable<Action<Timeline>> Steps(CampaignFile file, LivePayments live)
    {
        var declarations = file.Declarations
            .OrderBy(declaration => declaration.Tier)
            .Select(declaration => (declaration.On, Rank: 0, Step: (Action<Timeline>)(t => t.Declare(declaration.Tier, declaration.On))));
        var payments = live.Payments
            .Select(payment => (payment.On, Rank: 1, Step: (Action<Timeline>)(t => t.Pay(payment))));
        var withdrawals = file.Withdrawals
            .OrderBy(withdrawal => withdrawal.Reason == WithdrawalReason.Death)
            .Select(withdrawal => (withdrawal.On, Rank: 2, Step: (Action<Timeline>)(t => t.Withdraw(withdrawal.Reason, withdrawal.On))));
        return declarations.Concat(payments).Concat(withdrawals)
            .OrderBy(step => step.On).ThenBy(step => step.Rank) // stable: within a rank the order above holds
            .Select(step => step.Step);
    }
}

using System.Collections.Immutable;
using ResidentInsurance.Contracts;
using ResidentInsurance.Files;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

/// <summary>The codes of what a person has to look at, as docs/rules.md names them. Rejections of a quote are codes too.</summary>
public static class ExceptionCodes
{
    public const string ConflictingPayment = "conflicting-payment";
    public const string DeclarationNotFree = "declaration-not-free";
    public const string LateCertification = "late-certification";
    public const string Overpaid = "overpaid";
    public const string PartPaid = "part-paid";
    public const string RefundExceedsDue = "refund-exceeds-due";
    public const string TierConflict = "tier-conflict";
    public const string UnknownPerson = "unknown-person";
    public const string Withdrawn = "withdrawn";
}

/// <summary>What all facts of a person in a campaign come to.</summary>
/// <param name="Standing">Null where the person is not enrolled.</param>
public sealed record Outcome(
    Standing? Standing, ImmutableArray<Reason> Reasons, ImmutableSortedDictionary<string, Money> RefundByReason,
    ImmutableSortedSet<string> Exceptions)
{
    /// <summary>Computes the outcome from the facts alone, in business order (docs/rules.md, rules 1 to 8).</summary>
    public static Outcome Of(Resident resident, CampaignFile file, CompiledPack pack)
    {
        var live = LivePayments.Of(file);
        if (resident.Registration is not { } registration)
        {
            return Waiting(live);
        }

        var timeline = new Timeline(pack, registration.Village, PersonOf(resident, registration));
        foreach (var step in Steps(file, live))
        {
            step(timeline);
        }

        var outcome = timeline.Close(live);
        return outcome.Standing is { SubsidyCategory: not null } standing
            ? outcome with { Standing = standing with { SubsidyDepartment = Certifier(resident, standing, outcome.Reasons) } }
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
    private static string? Certifier(Resident resident, Standing standing, IEnumerable<Reason> reasons)
    {
        var category = reasons.FirstOrDefault(reason => reason.Category == standing.SubsidyCategory)?.Via ?? standing.SubsidyCategory;
        return resident.Identities.Values
            .Where(identity => identity.Category == category && identity.From <= standing.PaidOn
                && (identity.To is null || identity.To > standing.PaidOn))
            .Select(identity => identity.Department).Min(StringComparer.Ordinal);
    }

    private static Outcome Waiting(LivePayments live)
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

        return new Outcome(null, [], Ordinal.NoMoney, exceptions);
    }

    // By date; within a day declarations (of two the lower tier first), payments, withdrawals.
    private static IEnumerable<Action<Timeline>> Steps(CampaignFile file, LivePayments live)
    {
        var declarations = file.Declarations
            .OrderBy(declaration => declaration.Tier)
            .Select(declaration => (declaration.On, Rank: 0, Step: (Action<Timeline>)(t => t.Declare(declaration.Tier, declaration.On))));
        var payments = live.Payments
            .Select(payment => (payment.On, Rank: 1, Step: (Action<Timeline>)(t => t.Pay(payment))));
        var withdrawals = file.Withdrawals
            .OrderBy(withdrawal => withdrawal.Reason)
            .Select(withdrawal => (withdrawal.On, Rank: 2, Step: (Action<Timeline>)(t => t.Withdraw(withdrawal.Reason, withdrawal.On))));
        return declarations.Concat(payments).Concat(withdrawals)
            .OrderBy(step => step.On).ThenBy(step => step.Rank) // stable: within a rank the order above holds
            .Select(step => step.Step);
    }
}

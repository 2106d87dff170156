using ResidentInsurance.Contracts;

namespace ResidentInsurance.Generator;

/// <summary>A person that is being made: facts, and what they come to. A recipe sets both, so that the outcome is known
/// from how the person was made and never computed from the facts.</summary>
internal sealed class Life(Dice dice)
{
    private static readonly string[] Channels = ["微信", "支付宝", "云闪付", "银行代收", "POS", "村代收", "渝快办"];

    public Dice Dice => dice;

    public DateOnly Birth { get; set; }

    public bool IsRegistered { get; set; } = true;

    public bool IsStudent { get; set; }

    /// <summary>学生标记 as written, or empty.</summary>
    public string StudentMark { get; set; } = "";

    public int? LastCoveredYear { get; set; }

    public string Circumstance { get; set; } = "";

    public DateOnly? CircumstanceOn { get; set; }

    public List<Certification> Identities { get; } = [];

    public List<Declaration> Declarations { get; } = [];

    public List<Withdrawal> Withdrawals { get; } = [];

    public List<Payment> Payments { get; } = [];

    public Outcome Outcome { get; private set; } = Outcome.NotEnrolled;

    public DateOnly Day(DateOnly first, DateOnly last) => dice.Day(first, last);

    /// <summary>A day after another one, up to a last one.</summary>
    public DateOnly DayAfter(DateOnly day, DateOnly last) => dice.Day(day.AddDays(1), last);

    public void IsAged(int from, int to, DateOnly on) =>
        Birth = on.AddYears(-to - 1).AddDays(1 + dice.Throw(on.AddYears(-from).DayNumber - on.AddYears(-to - 1).DayNumber));

    public void Holds(string category, string department, DateOnly from, DateOnly? to = null) =>
        Identities.Add(new Certification(category, department, from, to));

    /// <summary>A certification that began at some time before a day.</summary>
    public void HeldBy(string category, string department, DateOnly day) =>
        Holds(category, department, day.AddDays(-1 - dice.Throw(700)));

    public void Declares(Tier tier, DateOnly on) => Declarations.Add(new Declaration(tier, on));

    public void Withdraws(string reason, DateOnly on) => Withdrawals.Add(new Withdrawal(reason, on));

    public Payment Pays(Tier tier, int yuan, DateOnly on)
    {
        var payment = new Payment(PaymentRowKind.Payment, tier, yuan, At(on), dice.Pick(Channels), "个人", null);
        Payments.Add(payment);
        return payment;
    }

    /// <summary>What a department pays for the person; it never counts.</summary>
    public void IsPaidFor(string department, Tier tier, int yuan, DateOnly on) => Payments.Add(
        new Payment(PaymentRowKind.Payment, tier, yuan, At(on), "", "资助", null) { PaidBy = department });

    public Payment Reverses(Payment original, DateOnly on, int? yuan = null) =>
        TakesBack(PaymentRowKind.Reversal, original, on, yuan ?? original.Yuan);

    public Payment SentBack(Payment original, DateOnly on, int yuan) =>
        TakesBack(PaymentRowKind.Refund, original, on, yuan);

    /// <summary>The same row identity comes with another amount too.</summary>
    public void AlsoComesAs(Payment payment, int yuan) => Payments.Add(payment with { Yuan = yuan, SameRowAs = payment });

    public void Enrolled(
        Tier tier, DateOnly paidOn, int contribution, int due, DateOnly from, DateOnly to, int subsidy = 0,
        string? category = null, int borne = 0, int subsidisedShare = 0) =>
        Outcome = Outcome with
        {
            Enrollment = new Enrollment(tier, paidOn, contribution, borne, subsidy, subsidisedShare, category, due, from, to),
        };

    /// <summary>Cover rests from a day on, to the last one where there is one.</summary>
    public void Suspended(DateOnly from, DateOnly? to = null) => Outcome = Outcome with { Suspended = (from, to) };

    public void Comes(int paid, int refund = 0, params string[] exceptions) =>
        Outcome = Outcome with { Paid = paid, RefundDue = refund, Exceptions = [.. exceptions.Order(StringComparer.Ordinal)] };

    private Payment TakesBack(PaymentRowKind kind, Payment original, DateOnly on, int yuan)
    {
        var row = new Payment(kind, original.Tier, yuan, At(on), original.Channel, original.Funding, original);
        Payments.Add(row);
        return row;
    }

    private DateTime At(DateOnly day) => day.ToDateTime(dice.Throw(10) switch
    {
        0 => TimeOnly.MinValue,
        1 => new TimeOnly(23, 59, 59),
        _ => TimeOnly.MinValue.Add(TimeSpan.FromSeconds(dice.Throw(86_400))),
    });
}

internal sealed record Certification(string Category, string Department, DateOnly From, DateOnly? To);

internal sealed record Declaration(Tier Tier, DateOnly On);

internal sealed record Withdrawal(string Reason, DateOnly On);

/// <summary>A row of the tax feed.</summary>
/// <param name="Original">What a reversal or refund takes back.</param>
internal sealed record Payment(
    PaymentRowKind Kind, Tier Tier, int Yuan, DateTime PaidAt, string Channel, string Funding, Payment? Original)
{
    public string PaidBy { get; init; } = "";

    /// <summary>Another content of this row's identity.</summary>
    public Payment? SameRowAs { get; init; }

    /// <summary>The original is never sent.</summary>
    public bool IsWithheld { get; set; }

    /// <summary>Given when the feed is written.</summary>
    public string Receipt { get; set; } = "";

    /// <inheritdoc cref="Receipt"/>
    public int Line { get; set; } = 1;
}

/// <summary>What a person's facts come to.</summary>
internal sealed record Outcome(Enrollment? Enrollment, int Paid, int RefundDue, IReadOnlyList<string> Exceptions)
{
    /// <summary>No story has two; the last day is null while it lasts.</summary>
    public (DateOnly From, DateOnly? To)? Suspended { get; init; }

    public static Outcome NotEnrolled { get; } = new(null, 0, 0, []);
}

internal sealed record Enrollment(
    Tier Tier, DateOnly PaidOn, int Contribution, int FiscalShareBorne, int Subsidy, int FiscalShareSubsidised,
    string? SubsidyCategory, int Due, DateOnly From, DateOnly To);

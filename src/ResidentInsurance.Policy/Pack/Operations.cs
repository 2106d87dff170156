using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>What a notice orders for the campaign's course. What it does not order is off: empty or null.</summary>
public sealed record Operations
{
    public required IReadOnlyList<Target> Targets { get; init; }

    public required IReadOnlyList<Deadline> Deadlines { get; init; }

    public required IReadOnlyList<ReportOrder> Reports { get; init; }

    public PublicListOrder? PublicList { get; init; }

    public ScoreRule? Score { get; init; }

    public VillageFund? VillageFund { get; init; }

    public StaffQuota? StaffQuota { get; init; }

    /// <summary>考核: how the people who collected are judged at the year's end.</summary>
    public required IReadOnlyList<AssessmentRule> Assessment { get; init; }

    public required IReadOnlyList<CollectionRule> Collection { get; init; }

    public required IReadOnlyList<OperatorRule> OperatorRules { get; init; }

    /// <summary>O1: rates of a task, in per cent and rising, that something hangs on: the whole task, the targets, what a village
    /// earns or loses. A rate below one of them never prints as if it had reached it.</summary>
    public IReadOnlyList<decimal> TaskRateThresholds => field ??=
    [
        .. Targets.Where(target => target.Measure == TargetMeasure.Task).Select(target => target.Percent).OfType<decimal>()
            .Concat(VillageFund?.Bands.Select(band => band.AtLeastPercent) ?? [])
            .Concat(Score?.Bands.Select(band => band.AtLeastPercent) ?? [])
            .Append(100).Distinct().Order(),
    ];
}

/// <summary>What a target measures.</summary>
public enum TargetMeasure
{
    /// <summary>参保率: insured anywhere, of those who should be.</summary>
    Participation,

    /// <summary>完成率: enrolled here, of the task.</summary>
    Task,

    /// <summary>特殊人群参保率, of the categories named.</summary>
    SpecialGroups,
}

/// <summary>目标.</summary>
/// <param name="Percent">Null where the notice wants them all without a figure (应保尽保).</param>
/// <param name="Persons">The stated number beside the rate.</param>
/// <param name="Categories">For <see cref="TargetMeasure.SpecialGroups"/>: who belongs to them.</param>
/// <param name="ResidentsFromElsewhere">Set where people registered elsewhere count among those who should be insured.</param>
public sealed record Target(
    TargetMeasure Measure, decimal? Percent, int? Persons, IReadOnlyList<string> Categories,
    Citation? ResidentsFromElsewhere, Citation Source);

/// <summary>时限: <c>special-groups</c>, <c>villages-done</c>, <c>collection-ends</c> or
/// <c>extension-limit</c>, up to and including <paramref name="On"/>.</summary>
public sealed record Deadline(string Subject, DateOnly On, Citation Source);

/// <summary>A report that villages owe or the office issues.</summary>
/// <param name="Weekly">False: the notice orders reports and no interval.</param>
/// <param name="Weekday">Null where the notice names no day.</param>
/// <param name="Time">Asia/Shanghai.</param>
/// <param name="First">The first report's day, or the period's first day.</param>
/// <param name="Last">Null: until collection ends.</param>
/// <param name="PeriodSource">The place of <paramref name="First"/> and <paramref name="Last"/>, where one of them is stated.</param>
public sealed record ReportOrder(
    bool Weekly, DayOfWeek? Weekday, TimeOnly? Time, DateOnly? First, DateOnly? Last, Citation? PeriodSource, bool Ranked,
    Citation Source);

/// <summary>公示.</summary>
/// <param name="Households">True: a masked line for each person; false: sums for each village.</param>
/// <param name="Telephone">Whom people call about it, for its footer; null where the notice states none.</param>
public sealed record PublicListOrder(bool Households, Telephone? Telephone, Citation Source);

/// <summary>A telephone as the notice writes it.</summary>
public sealed record Telephone(string Number, Citation Source);

/// <summary>扣分: what a village that has not reached its task loses.</summary>
/// <param name="Base">The day whose number of insured people is the base; null where there is none.</param>
/// <param name="Bands">From the highest rate down; below the last <see cref="ScoreRule.Otherwise"/>.</param>
public sealed record ScoreRule(
    DateOnly On, DateOnly? Base, Citation? BaseSource, IReadOnlyList<ScoreBand> Bands, decimal Otherwise, Citation Source)
{
    /// <summary>Compared exactly, never rounded; a village that has reached its task loses nothing.</summary>
    public decimal PointsLost(int enrolled, int task)
    {
        if (enrolled >= task)
        {
            return 0;
        }

        foreach (var band in Bands)
        {
            if (enrolled * 100m >= band.AtLeastPercent * task)
            {
                return band.Points;
            }
        }

        return Otherwise;
    }
}

/// <summary>So many points are lost from this rate of the task on, up to the band before.</summary>
public sealed record ScoreBand(decimal AtLeastPercent, decimal Points);

/// <summary>村工作经费: yuan for each person enrolled, by the highest band that is reached.</summary>
/// <param name="On">The day on which it is measured.</param>
public sealed record VillageFund(DateOnly On, Citation OnSource, IReadOnlyList<FundBand> Bands, Citation Source)
{
    /// <summary>The highest band that is reached counts, alone, for everybody enrolled.</summary>
    public Money Earned(int enrolled, int task)
    {
        foreach (var band in Bands)
        {
            if (enrolled * 100m >= band.AtLeastPercent * task)
            {
                return new Money(band.PerPerson.Fen * enrolled);
            }
        }

        return Money.Zero;
    }
}

/// <summary>So much for each person, from this rate of the task on.</summary>
public sealed record FundBand(decimal AtLeastPercent, Money PerPerson);

/// <summary>How many enrollments from outside the town a unit's staff member brings in.</summary>
public sealed record StaffQuota(int Persons, Citation Source);

/// <summary>考核、督查: what the office does about progress besides scores and funds, as a code with its name in
/// <c>Texts.resx</c>.</summary>
/// <param name="Of"><c>villages</c>, <c>townships</c>, <c>departments</c>: who is judged.</param>
/// <param name="Year">The year whose assessment it enters; null where the notice names none.</param>
public sealed record AssessmentRule(string Code, IReadOnlyList<string> Of, int? Year, Citation Source)
{
    private static readonly string[] Codes =
    [
        "counts-in-year-end-goals", "inspected", "ranked", "circulated", "slow-ones-circulated", "slow-ones-summoned",
        "held-to-account",
    ];

    private static readonly string[] Judged = ["villages", "townships", "departments"];

    /// <summary>All codes that a pack may name.</summary>
    public static IReadOnlyList<string> Known => Codes;

    /// <summary>All who can be judged.</summary>
    public static IReadOnlyList<string> KnownSubjects => Judged;
}

/// <summary>A rule for people who collect money, as a code with its name in <c>Texts.resx</c>.</summary>
public sealed record CollectionRule(string Code, Citation Source)
{
    private static readonly string[] Codes =
        ["no-fees", "pos-receipts", "cash-rules", "paid-in-on-time", "paid-in-whole", "no-false-counts", "no-misuse"];

    /// <summary>All codes that a pack may name.</summary>
    public static IReadOnlyList<string> Known => Codes;
}

/// <summary>A rule by which the program makes proposals and which a person applies, as a code with its sentence in
/// <c>Texts.resx</c>.</summary>
public sealed record OperatorRule(string Code, Citation Source)
{
    private static readonly string[] Codes =
    [
        "employee-insurance-suspends", "double-enrollment-keeps-residence", "double-enrollment-keeps-school",
        "double-enrollment-keeps-certifier", "first-job-stops-school", "entry-year-not-computed",
        "late-certification-while-waiting", "one-tier-a-year", "not-insured-elsewhere",
    ];

    /// <summary>All codes that a pack may name.</summary>
    public static IReadOnlyList<string> Known => Codes;

    /// <summary>The rule in Chinese.</summary>
    public string Chinese => Texts.ResourceManager.GetString("Operator_" + Code) ?? Code;
}

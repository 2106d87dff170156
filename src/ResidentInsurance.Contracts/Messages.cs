namespace ResidentInsurance.Contracts;

/// <summary>业务类型 of a tax feed row.</summary>
public enum PaymentRowKind
{
    /// <summary>缴费.</summary>
    Payment,

    /// <summary>冲正: the payment it names counts as never made.</summary>
    Reversal,

    /// <summary>退费: money sent back of the payment it names.</summary>
    Refund,
}

/// <summary>Item types of payment-ingestion's feed; the body is a <see cref="PaymentRow"/>.</summary>
public static class PaymentItems
{
    public const string Received = "payment-received";
    public const string Reversed = "payment-reversed";
    public const string Refunded = "payment-refunded";
}

/// <summary>The whole public state of one row identity of the tax feed (税票号码 + 明细序号 + 业务类型).</summary>
/// <param name="Receipt">电子税票号码.</param>
/// <param name="Line">明细序号.</param>
/// <param name="Contents">What was delivered under this identity, each distinct content once, in order of arrival.
/// While there are two or more and none is chosen, none counts.</param>
/// <param name="Chosen">Index into <paramref name="Contents"/> that a person chose, or null.</param>
public sealed record PaymentRow(
    string Receipt, int Line, PaymentRowKind Kind, IReadOnlyList<PaymentContent> Contents, int? Chosen = null);

/// <summary>One content of a row.</summary>
/// <param name="Tier">Null where the row names none that the campaign knows (only reversals and refunds may).</param>
/// <param name="PaidAt">缴费时间, local time of Asia/Shanghai; its date is the day that counts.</param>
/// <param name="Personal">False for what departments or the treasury pay (资助, 财政): it never counts toward a due.</param>
/// <param name="OriginalReceipt">原税票号码 of a reversal or refund.</param>
public sealed record PaymentContent(
    ResidentKey Resident, CampaignId Campaign, Tier? Tier, Money Amount, DateTime PaidAt, bool Personal,
    string? OriginalReceipt = null);

/// <summary>Item type of subsidy-eligibility's feed; the body is an <see cref="IdentityRecord"/>.</summary>
public static class IdentityItems
{
    public const string Changed = "identity-changed";
}

/// <summary>The whole public state of one certification: person, category, department and 认定日期 name it.</summary>
/// <param name="From">认定日期: the identity counts from this day.</param>
/// <param name="To">终止日期, exclusive; null is open.</param>
public sealed record IdentityRecord(
    ResidentKey Resident, string Category, string Department, DateOnly From, DateOnly? To);

/// <summary>Item types of quota-tracking's feed; the body is a <see cref="VillageTask"/>.</summary>
public static class VillageItems
{
    public const string TaskAssigned = "village-task-assigned";
    public const string Removed = "village-removed";
}

/// <summary>A village's place in a campaign's annex and its task.</summary>
/// <param name="Population">户籍人口; null where the annex does not state it.</param>
public sealed record VillageTask(
    CampaignId Campaign, VillageCode Village, string Township, string Name, int? Population, int Task, int Position);

/// <summary>Item types of enrollment's feed.</summary>
public static class EnrollmentItems
{
    public const string CoverageGranted = "coverage-granted";
    public const string CoverageRevised = "coverage-revised";
    public const string CoverageWithdrawn = "coverage-withdrawn";
    public const string RefundDueChanged = "refund-due-changed";
    public const string PaymentUnmatched = "payment-unmatched";
}

/// <summary>The whole public state of one person's enrollment in a campaign: the body of coverage-granted, -revised
/// and -withdrawn.</summary>
/// <param name="Decision">Rises by one with each decision of the person in the campaign.</param>
/// <param name="Cover">The enrollment in force, or where none is, the last that was.</param>
public sealed record CoverageState(
    ResidentKey Resident, CampaignId Campaign, int Decision, bool Enrolled, Cover Cover, int PackVersion);

/// <summary>What is to be refunded to a person in a campaign: the present total by reason.</summary>
public sealed record RefundDue(
    ResidentKey Resident, CampaignId Campaign, Money Total, IReadOnlyDictionary<string, Money> ByReason);

/// <summary>Payments of somebody who is not registered (open: true), or is now (open: false).</summary>
public sealed record PaymentUnmatched(ResidentKey Resident, CampaignId Campaign, bool Open);

using System.Text.Json.Serialization;

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

/// <summary>One row identity of the tax feed (税票号码 + 明细序号 + 业务类型), whole: what payment-ingestion's events say.</summary>
public interface IPaymentRow : IPublicEvent
{
    /// <summary>电子税票号码.</summary>
    string Receipt { get; }

    /// <summary>明细序号.</summary>
    int Line { get; }

    /// <summary>业务类型; the event's name says it.</summary>
    PaymentRowKind Kind { get; }

    /// <summary>What was delivered under this identity, each distinct content once, in order of arrival. While there are
    /// two or more and none is chosen, none counts.</summary>
    IReadOnlyList<PaymentContent> Contents { get; }

    /// <summary>Index into <see cref="Contents"/> that a person chose, or null.</summary>
    int? Chosen { get; }
}

/// <summary>缴费: somebody paid.</summary>
/// <param name="Receipt">电子税票号码.</param>
/// <param name="Line">明细序号.</param>
/// <param name="Contents">What was delivered under this identity, in order of arrival; the amount is what was paid.</param>
/// <param name="Chosen">Index into <paramref name="Contents"/> that a person chose, or null.</param>
public sealed record PaymentReceived(
    string Receipt, int Line, IReadOnlyList<PaymentContent> Contents, int? Chosen = null) : IPaymentRow
{
    [JsonIgnore]
    public PaymentRowKind Kind => PaymentRowKind.Payment;
}

/// <summary>冲正: a payment counts as never made.</summary>
/// <param name="Receipt">电子税票号码 of the reversal itself.</param>
/// <param name="Line">明细序号.</param>
/// <param name="Contents">What was delivered under this identity, in order of arrival; each names the payment it reverses.</param>
/// <param name="Chosen">Index into <paramref name="Contents"/> that a person chose, or null.</param>
public sealed record PaymentReversed(
    string Receipt, int Line, IReadOnlyList<PaymentContent> Contents, int? Chosen = null) : IPaymentRow
{
    [JsonIgnore]
    public PaymentRowKind Kind => PaymentRowKind.Reversal;
}

/// <summary>退费: money of a payment was sent back.</summary>
/// <param name="Receipt">电子税票号码 of the refund itself.</param>
/// <param name="Line">明细序号.</param>
/// <param name="Contents">What was delivered under this identity, in order of arrival; the amount is what was sent back.</param>
/// <param name="Chosen">Index into <paramref name="Contents"/> that a person chose, or null.</param>
public sealed record PaymentRefunded(
    string Receipt, int Line, IReadOnlyList<PaymentContent> Contents, int? Chosen = null) : IPaymentRow
{
    [JsonIgnore]
    public PaymentRowKind Kind => PaymentRowKind.Refund;
}

/// <summary>One content of a row.</summary>
/// <param name="Resident">The person the row is for.</param>
/// <param name="Campaign">The campaign that it was delivered for.</param>
/// <param name="Tier">档次. Null where the row names none that the campaign knows (only reversals and refunds may).</param>
/// <param name="Amount">金额: yuan, positive for each kind of row.</param>
/// <param name="PaidAt">缴费时间, local time of Asia/Shanghai; its date is the day that counts.</param>
/// <param name="Personal">False for what departments or the treasury pay (资助, 财政): it never counts toward a due.</param>
/// <param name="OriginalReceipt">原税票号码 of a reversal or refund.</param>
public sealed record PaymentContent(
    ResidentKey Resident, CampaignId Campaign, Tier? Tier, Money Amount, DateTime PaidAt, bool Personal,
    string? OriginalReceipt = null);

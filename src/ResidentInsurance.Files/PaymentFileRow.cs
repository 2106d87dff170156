using System.Collections.Frozen;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Files;

/// <summary>A row of 征缴明细. Receipt, line and kind are its identity.</summary>
/// <param name="ReceiptLine">明细序号; 1 where the row is empty.</param>
/// <param name="OriginalReceipt">原税票号码; a reversal or refund has one.</param>
/// <param name="Tier">Null where the row names none.</param>
/// <param name="Amount">Never negative, whatever the kind.</param>
/// <param name="PaidAt">Local time of Asia/Shanghai; a date alone is that day's beginning.</param>
public sealed record PaymentFileRow(
    int Line, string Receipt, int ReceiptLine, PaymentRowKind Kind, string? OriginalReceipt, IdNumber IdNumber,
    string? Name, int Year, Tier? Tier, Money Amount, DateTime PaidAt, DateOnly? BookedOn, string? Channel, string? PaidBy,
    string? Office, string? Division, Funding Funding, string? Batch) : IFileRow
{
    internal const string TotalsMark = "合计";

    private static readonly FrozenDictionary<string, PaymentRowKind?> Kinds = new Dictionary<string, PaymentRowKind?>
    {
        ["缴费"] = PaymentRowKind.Payment,
        ["冲正"] = PaymentRowKind.Reversal,
        ["退费"] = PaymentRowKind.Refund,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Funding> Sources = new Dictionary<string, Funding>
    {
        ["个人"] = Funding.Personal,
        ["资助"] = Funding.Subsidy,
        ["财政"] = Funding.Treasury,
        ["单位代收"] = Funding.CollectedByUnit,
        ["个人账户共济"] = Funding.FamilyAccount,
    }.ToFrozenDictionary();

    /// <summary>The amount counts toward a person's due.</summary>
    public bool IsPersonal => Funding.IsPersonal();

    internal static PaymentFileRow Parse(RowCells cells)
    {
        var receipt = Narrow.Digits(cells.NeededText(Column.Receipt));
        if (receipt == TotalsMark)
        {
            cells.Fail(RowProblems.UnexpectedTotals());
        }

        var amount = cells.Yuan(Column.Amount);
        var kind = KindOf(cells, amount);
        if (kind == PaymentRowKind.Payment && amount < Money.Zero)
        {
            cells.Fail(RowProblems.NegativeAmount(Column.Amount));
        }

        var original = cells.TextOrNull(Column.OriginalReceipt);
        if (kind != PaymentRowKind.Payment && original is null)
        {
            cells.Fail(RowProblems.OriginalNeeded(Column.OriginalReceipt));
        }

        var year = cells.YearOrNull(Column.Year);
        if (year is null)
        {
            cells.Fail(RowProblems.Missing(Column.Year));
        }

        return new PaymentFileRow(cells.Line, receipt, cells.NumberOrNull(Column.ReceiptLine, 0, int.MaxValue) ?? 1, kind,
            original is null ? null : Narrow.Digits(original), cells.IdNumber(Column.IdNumber), cells.Name(Column.Name),
            year ?? 0, cells.TierOrNull(), Money.Max(amount, -amount), cells.Time(Column.PaidAt),
            cells.DateOrNull(Column.BookedOn), cells.TextOrNull(Column.Channel), cells.TextOrNull(Column.PaidBy),
            cells.TextOrNull(Column.Office), cells.TextOrNull(Column.Division),
            cells.Word(Column.Funding, Sources, Funding.Personal), cells.TextOrNull(Column.Batch));
    }

    /// <summary>业务类型, or else the amount's sign: a negative amount without a kind is a reversal, because only a reversal
    /// makes a payment undone.</summary>
    internal static PaymentRowKind KindOf(RowCells cells, Money amount) =>
        cells.Word(Column.RowKind, Kinds, null) ?? (amount < Money.Zero ? PaymentRowKind.Reversal : PaymentRowKind.Payment);
}

using ResidentInsurance.Contracts;

namespace ResidentInsurance.Files;

/// <summary>The last row <c>合计,ROWS,YUAN</c> of a payment file: rows as printed, repeated ones too; reversals and
/// refunds are negative in the sum.</summary>
internal static class ControlTotals
{
    public static bool IsTotals(ITable table)
    {
        var first = table.Field(0).AsSpan().Trim();
        return first.Length is 2 or 3 && first.StartsWith(PaymentFileRow.TotalsMark)
            && (first.Length == 2 || first[2] is ':' or '：');
    }

    /// <summary>Counts the whole file and returns how many rows it has.</summary>
    /// <exception cref="FileRefusedException">The totals differ, cannot be read, or are not last.</exception>
    public static int Check(ITable table)
    {
        var cells = new RowCells(table, ColumnMap.For(FileKind.Payments, table.Header), FileOptions.None);
        var (rows, unreadable, sum, totalsLine) = (0, 0, Money.Zero, 0);
        (int Rows, Money Yuan) stated = default;
        while (table.Read())
        {
            if (totalsLine > 0)
            {
                throw FileRefusals.TotalsNotLast(totalsLine);
            }

            if (IsTotals(table))
            {
                (stated, totalsLine) = (Stated(table), table.Line);
                continue;
            }

            rows++;
            if (!cells.TryAmount(out var amount))
            {
                unreadable++;
                continue;
            }

            var size = Money.Max(amount, -amount);
            sum += PaymentFileRow.KindOf(cells, amount) == PaymentRowKind.Payment ? amount : -size;
        }

        return totalsLine > 0 && (stated.Rows != rows || stated.Yuan != sum)
            ? throw FileRefusals.WrongTotals(stated.Rows, stated.Yuan.ToString(), rows, sum.ToString(), unreadable)
            : rows;
    }

    private static (int Rows, Money Yuan) Stated(ITable table)
    {
        var values = Enumerable.Range(1, table.FieldCount - 1).Select(table.Field)
            .Where(field => !string.IsNullOrWhiteSpace(field)).ToList();
        return values.Count == 2 && RowCells.TryYuan(values[0], out var rows) && rows.Fen % 100 == 0
            && RowCells.TryYuan(values[1], out var yuan)
            ? ((int)(rows.Fen / 100), yuan)
            : throw FileRefusals.UnreadableTotals(table.Line);
    }
}

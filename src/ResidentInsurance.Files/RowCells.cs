using ResidentInsurance.Contracts;

namespace ResidentInsurance.Files;

/// <summary>The present row's cells as values. The first faulty cell is kept as the row's problem; cells
/// that are read after it do not matter.</summary>
internal sealed class RowCells(ITable table, ColumnMap columns, FileOptions options)
{
    private const int MaxNameChars = 100;
    private const int MaxTextChars = 200;

    public FileOptions Options => options;

    public int Line => table.Line;

    public RowProblem? Problem { get; private set; }

    /// <summary>Looks at the row as a whole.</summary>
    public void Begin()
    {
        Problem = null;
        var (fields, header) = (table.FieldCount, table.Header.Count);
        if (fields < header)
        {
            Problem = RowProblems.ShortRow(fields, header);
        }
        else if (fields > header)
        {
            for (var i = header; i < fields; i++)
            {
                if (!string.IsNullOrWhiteSpace(table.Field(i)))
                {
                    Problem = RowProblems.LongRow(fields, header);
                    break;
                }
            }
        }
    }

    public void End()
    {
        if (table.Damaged)
        {
            Problem = RowProblems.DamagedQuotes();
        }
    }

    public void Fail(RowProblem problem) => Problem ??= problem;

    public bool Has(Column column) => columns[column] >= 0;

    /// <summary>Trimmed; empty where the column or its value is missing.</summary>
    public string Text(Column column)
    {
        var text = Raw(column);
        if (text.Length > MaxTextChars)
        {
            Fail(RowProblems.TooLong(column, MaxTextChars));
        }

        return text;
    }

    public string? TextOrNull(Column column) => Text(column) is { Length: > 0 } text ? text : null;

    public string NeededText(Column column)
    {
        var text = Text(column);
        if (text.Length == 0)
        {
            Fail(RowProblems.Missing(column));
        }

        return text;
    }

    public string? Name(Column column)
    {
        var text = TextOrNull(column);
        if (text is { Length: > MaxNameChars })
        {
            Fail(RowProblems.TooLong(column, MaxNameChars));
        }

        return text;
    }

    public IdNumber IdNumber(Column column)
    {
        var text = Raw(column);
        if (Contracts.IdNumber.TryParse(text, out var number))
        {
            return number;
        }

        Fail(text.Length == 0 ? RowProblems.Missing(column)
            : text.Contains("E+", StringComparison.OrdinalIgnoreCase) ? RowProblems.DamagedIdNumber(column)
            : RowProblems.InvalidIdNumber(column));
        return default;
    }

    public DateOnly Date(Column column)
    {
        var date = DateOrNull(column);
        if (date is null)
        {
            Fail(RowProblems.Missing(column));
        }

        return date ?? default;
    }

    public DateOnly? DateOrNull(Column column)
    {
        var text = Raw(column);
        if (text.Length == 0)
        {
            return null;
        }

        if (!TextDates.TryDate(text, out var date))
        {
            Fail(RowProblems.InvalidDate(column));
        }

        return date;
    }

    public DateTime Time(Column column)
    {
        var text = Raw(column);
        if (!TextDates.TryTime(text, out var time))
        {
            Fail(text.Length == 0 ? RowProblems.Missing(column) : RowProblems.InvalidTime(column));
        }

        return time;
    }

    public Money Yuan(Column column)
    {
        var text = Raw(column);
        if (!TryYuan(text, out var money))
        {
            Fail(text.Length == 0 ? RowProblems.Missing(column) : RowProblems.InvalidAmount(column));
        }

        return money;
    }

    /// <summary>The amount alone, whatever else is wrong with the row.</summary>
    public bool TryAmount(out Money amount) => TryYuan(Raw(Column.Amount), out amount);

    public int? NumberOrNull(Column column, int min, int max)
    {
        var text = Narrow.Digits(Raw(column));
        if (text.Length == 0)
        {
            return null;
        }

        // Spreadsheets write a count as 1363.0 or 1,363.
        if (!TryYuan(text, out var value) || value.Fen % 100 != 0 || value.Fen / 100 < min || value.Fen / 100 > max)
        {
            Fail(RowProblems.InvalidNumber(column));
            return null;
        }

        return (int)(value.Fen / 100);
    }

    /// <summary>A year alone, as 2024 or 2024年, or at the beginning of a period, as 2024-01-01至2024-12-31.</summary>
    public int? YearOrNull(Column column)
    {
        var text = Narrow.Digits(Raw(column));
        if (text.Length == 0)
        {
            return null;
        }

        var run = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        run = run < 0 ? text.Length : run;
        var year = run is 4 or 6 or 8 ? int.Parse(text.AsSpan(0, 4)) : 0;
        if (year is < 1900 or > 2100)
        {
            Fail(RowProblems.InvalidNumber(column));
        }

        return year;
    }

    /// <summary>Null where the row names none.</summary>
    public Tier? TierOrNull()
    {
        var tier = TierIn(Raw(Column.Tier));
        return tier is null && columns.TierFallback >= 0 ? TierIn(table.Field(columns.TierFallback).Trim()) : tier;
    }

    /// <summary>One of the known words, or the default where the cell is empty.</summary>
    public T Word<T>(Column column, IReadOnlyDictionary<string, T> known, T otherwise)
    {
        var text = Raw(column);
        if (text.Length == 0)
        {
            return otherwise;
        }

        if (!known.TryGetValue(text, out var value))
        {
            Fail(RowProblems.UnknownWord(column, known.Keys));
            return otherwise;
        }

        return value;
    }

    public static bool TryYuan(string text, out Money money)
    {
        var comma = text.AsSpan().IndexOfAny(',', '，');
        money = default;
        return (comma < 0 || HasThousandsInPlace(Narrow.Digits(text))) && Money.TryParse(text, out money);
    }

    // 380,00 does not mean 38000: exactly three digits have to follow each comma.
    private static bool HasThousandsInPlace(string text)
    {
        var whole = text.AsSpan().Trim();
        var point = whole.IndexOf('.');
        whole = point < 0 ? whole : whole[..point];
        var first = true;
        foreach (var group in whole.Split(','))
        {
            var length = whole[group].TrimStart("+-").Length;
            if (first ? length is < 1 or > 3 : length != 3)
            {
                return false;
            }

            first = false;
        }

        return true;
    }

    private string Raw(Column column)
    {
        var index = columns[column];
        return index < 0 ? "" : table.Field(index).Trim();
    }

    private Tier? TierIn(string text)
    {
        switch (text)
        {
            case "": return null;
            case "一档" or "低档" or "low": return Tier.Low;
            case "二档" or "高档" or "high": return Tier.High;
            case "单档" or "single": return Tier.Single;
        }

        var (low, high) = (text.Contains("一档") || text.Contains("低档"), text.Contains("二档") || text.Contains("高档"));
        if (columns.TierIsItem && !(low && high))
        {
            return low ? Tier.Low : high ? Tier.High : null;
        }

        Fail(RowProblems.UnknownWord(Column.Tier, ["一档", "二档", "低档", "高档", "单档"]));
        return null;
    }
}

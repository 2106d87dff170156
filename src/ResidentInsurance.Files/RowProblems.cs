namespace ResidentInsurance.Files;

/// <summary>Why a row is rejected. The reason never repeats a person's data.</summary>
/// <param name="Column">The header of the column at fault, as the format spells it; empty for the whole row.</param>
/// <param name="Code">Stable, kebab-case, for programs.</param>
/// <param name="Reason">For the office that sent the file, in its language.</param>
public sealed record RowProblem(string Column, string Code, string Reason);

/// <summary>A rejected row, as it goes back to the sender.</summary>
/// <param name="Line">Line in the file; the header is line 1.</param>
/// <param name="Row">The row as it was written; a workbook's row as CSV.</param>
public sealed record RowRejection(int Line, string Column, string Code, string Reason, string Row)
{
    public static RowRejection Of(RowProblem problem, int line, string row) =>
        new(line, problem.Column, problem.Code, problem.Reason, row);
}

/// <summary>All reasons for which a row is rejected: those that the reader finds, and those that need a campaign.</summary>
public static class RowProblems
{
    public static RowProblem ShortRow(int fields, int needed) =>
        new("", "short-row", Phrase.Of(Texts.ShortRow, fields, needed));

    public static RowProblem LongRow(int fields, int header) =>
        new("", "long-row", Phrase.Of(Texts.LongRow, fields, header));

    public static RowProblem DamagedQuotes() => new("", "damaged-quotes", Texts.DamagedQuotes);

    /// <summary>The campaign's annex has no such village.</summary>
    public static RowProblem UnknownVillage(string village, string? township) =>
        new(Column.Village.Header(), "unknown-village", township is null
            ? Phrase.Of(Texts.UnknownVillage, village)
            : Phrase.Of(Texts.UnknownVillageInTownship, township, village));

    /// <summary>The campaign has several townships and the row names none.</summary>
    public static RowProblem TownshipNeeded() =>
        new(Column.Township.Header(), "township-needed", Texts.TownshipNeeded);

    /// <param name="belongsTo">The campaign of that county and year, where there is one.</param>
    public static RowProblem OtherYear(int year, string? belongsTo) =>
        new(Column.Year.Header(), "other-year", belongsTo is null
            ? Phrase.Of(Texts.OtherYear, year)
            : Phrase.Of(Texts.OtherYearOfCampaign, year, belongsTo));

    /// <param name="belongsTo">The campaign of that county and year, where there is one.</param>
    public static RowProblem OtherCounty(string division, string? belongsTo) =>
        new(Column.Division.Header(), "other-county", belongsTo is null
            ? Phrase.Of(Texts.OtherCounty, division)
            : Phrase.Of(Texts.OtherCountyOfCampaign, division, belongsTo));

    /// <summary>The campaign has two tiers and the row names none.</summary>
    public static RowProblem TierNeeded() => new(Column.Tier.Header(), "tier-needed", Texts.TierNeeded);

    internal static RowProblem Missing(Column column) =>
        new(column.Header(), "missing-value", Phrase.Of(Texts.MissingValue, column.Header()));

    internal static RowProblem TooLong(Column column, int limit) =>
        new(column.Header(), "too-long", Phrase.Of(Texts.TooLong, column.Header(), limit));

    internal static RowProblem InvalidIdNumber(Column column) =>
        new(column.Header(), "invalid-id-number", Phrase.Of(Texts.InvalidIdNumber, column.Header()));

    internal static RowProblem DamagedIdNumber(Column column) =>
        new(column.Header(), "damaged-id-number", Phrase.Of(Texts.DamagedIdNumber, column.Header()));

    internal static RowProblem LegacyIdNumber(Column column) =>
        new(column.Header(), "legacy-id-number", Texts.LegacyIdNumber);

    internal static RowProblem InvalidDate(Column column) =>
        new(column.Header(), "invalid-date", Phrase.Of(Texts.InvalidDate, column.Header()));

    internal static RowProblem InvalidTime(Column column) =>
        new(column.Header(), "invalid-time", Phrase.Of(Texts.InvalidTime, column.Header()));

    internal static RowProblem InvalidAmount(Column column) =>
        new(column.Header(), "invalid-amount", Phrase.Of(Texts.InvalidAmount, column.Header()));

    internal static RowProblem NegativeAmount(Column column) =>
        new(column.Header(), "negative-amount", Texts.NegativeAmount);

    internal static RowProblem InvalidNumber(Column column) =>
        new(column.Header(), "invalid-number", Phrase.Of(Texts.InvalidNumber, column.Header()));

    internal static RowProblem UnknownWord(Column column, IEnumerable<string> known) =>
        new(column.Header(), "unknown-word", Phrase.Of(Texts.UnknownWord, column.Header(), string.Join('、', known)));

    internal static RowProblem UnknownCircumstance(Column column) =>
        new(column.Header(), "unknown-circumstance", Texts.UnknownCircumstance);

    internal static RowProblem UnknownCategory(Column column) =>
        new(column.Header(), "unknown-category", Texts.UnknownCategory);

    internal static RowProblem EndsBeforeBegins(Column column) =>
        new(column.Header(), "ends-before-begins", Texts.EndsBeforeBegins);

    internal static RowProblem OriginalNeeded(Column column) =>
        new(column.Header(), "original-needed", Texts.OriginalNeeded);

    internal static RowProblem UnexpectedTotals() => new("", "unexpected-totals", Texts.UnexpectedTotals);
}

namespace ResidentInsurance.Files;

/// <summary>A file that is refused as a whole, before anything took effect.</summary>
/// <param name="code">Stable, kebab-case, for programs.</param>
/// <param name="reason">For the office that sent the file, in its language.</param>
public sealed class FileRefusedException(string code, string reason) : Exception(reason)
{
    public string Code { get; } = code;

    public string Reason { get; } = reason;
}

/// <summary>Why a whole file is refused.</summary>
public static class FileRefusals
{
    public static FileRefusedException Empty() => new("empty-file", Texts.EmptyFile);

    public static FileRefusedException UnknownKind() => new("unknown-kind", Texts.UnknownKind);

    /// <param name="looksLike">The kind that the header fits better, if there is one.</param>
    public static FileRefusedException MissingColumns(FileKind kind, IReadOnlyList<string> missing, FileKind? looksLike)
    {
        var names = string.Join('、', missing);
        return looksLike is { } other && other != kind
            ? new("other-kind", Phrase.Of(Texts.OtherKind, kind.Title(), names, other.Title()))
            : new("missing-column", Phrase.Of(Texts.MissingColumn, kind.Title(), names));
    }

    public static FileRefusedException DuplicateColumn(string header) =>
        new("duplicate-column", Phrase.Of(Texts.DuplicateColumn, header));

    public static FileRefusedException Encoding(int line, string encoding) =>
        new("invalid-encoding", Phrase.Of(Texts.InvalidEncoding, line, encoding));

    public static FileRefusedException Utf16() => new("unsupported-encoding", Texts.Utf16);

    public static FileRefusedException OldWorkbook() => new("old-workbook", Texts.OldWorkbook);

    public static FileRefusedException DamagedWorkbook() => new("damaged-workbook", Texts.DamagedWorkbook);

    public static FileRefusedException NotText(int line) => new("not-text", Phrase.Of(Texts.NotText, line));

    public static FileRefusedException TruncatedCharacter(int line) =>
        new("truncated-file", Phrase.Of(Texts.TruncatedCharacter, line));

    public static FileRefusedException OpenQuote(int line) => new("truncated-file", Phrase.Of(Texts.OpenQuote, line));

    public static FileRefusedException TotalsNotLast(int line) =>
        new("totals-not-last", Phrase.Of(Texts.TotalsNotLast, line));

    public static FileRefusedException UnreadableTotals(int line) =>
        new("unreadable-totals", Phrase.Of(Texts.UnreadableTotals, line));

    public static FileRefusedException WrongTotals(
        long statedRows, string statedYuan, long countedRows, string countedYuan, long unreadable) =>
        new("wrong-totals", Phrase.Of(Texts.WrongTotals, statedRows, statedYuan, countedRows, countedYuan)
            + (unreadable == 0 ? "" : Phrase.Of(Texts.UnreadableAmounts, unreadable)));

    public static FileRefusedException TooLarge(long limit) =>
        new("file-too-large", Phrase.Of(Texts.FileTooLarge, limit / (1024 * 1024)));

    public static FileRefusedException Incomplete(long expected, long received) =>
        new("truncated-file", Phrase.Of(Texts.IncompleteBody, expected, received));
}

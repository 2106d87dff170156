using ResidentInsurance.Contracts;

namespace ResidentInsurance.Files;

/// <summary>Where a file's columns are: found by header text, in any order; unknown ones are ignored.</summary>
internal sealed class ColumnMap
{
    private readonly int[] indexes;

    private ColumnMap(int[] indexes, int tierFallback, bool tierIsItem)
    {
        this.indexes = indexes;
        TierFallback = tierFallback;
        TierIsItem = tierIsItem;
    }

    /// <summary>A second column that may name the tier, as exports have it in 征收子目 or in 征收品目; -1 if there is none.</summary>
    public int TierFallback { get; }

    /// <summary>True where the tier is part of a levied item's name and does not stand alone in its cell.</summary>
    public bool TierIsItem { get; }

    /// <summary>The column's index in the header, or -1.</summary>
    public int this[Column column] => indexes[(int)column];

    /// <exception cref="FileRefusedException">A needed column is missing, or two have the same header.</exception>
    public static ColumnMap For(FileKind kind, IReadOnlyList<string> header)
    {
        var found = Find(header, column => Columns.Has(kind, column));
        var missing = Columns.Needed(kind).Where(column => !found.ContainsKey(column)).Select(c => c.Header()).ToList();
        if (missing.Count > 0)
        {
            throw FileRefusals.MissingColumns(kind, missing, FileKinds.Detect(header));
        }

        var places = new int[Columns.Count];
        Array.Fill(places, -1);
        foreach (var (column, candidates) in found)
        {
            var best = candidates.Min(place => place.Rank);
            var same = candidates.Where(place => place.Rank == best).ToList();
            if (same.Count > 1)
            {
                throw FileRefusals.DuplicateColumn(column.Header());
            }

            places[(int)column] = same[0].Index;
        }

        var tiers = found.GetValueOrDefault(Column.Tier, []).OrderBy(place => place.Rank).ToList();
        return new ColumnMap(places, tiers.Count > 1 ? tiers[1].Index : -1, tiers.Count > 0 && tiers[0].Rank > 0);
    }

    internal static Dictionary<Column, List<(int Index, int Rank)>> Find(IReadOnlyList<string> header, Func<Column, bool> wanted)
    {
        var found = new Dictionary<Column, List<(int, int)>>();
        for (var i = 0; i < header.Count; i++)
        {
            if (Columns.TryFind(Normalise(header[i]), out var column, out var rank) && wanted(column))
            {
                (found.TryGetValue(column, out var places) ? places : found[column] = []).Add((i, rank));
            }
        }

        return found;
    }

    // Offices mark needed columns with a star and write brackets in both widths.
    private static string Normalise(string cell) =>
        string.Concat(Narrow.Digits(cell).Where(c => !char.IsWhiteSpace(c) && c is not ('*' or '\uFEFF')));
}

/// <summary>Tells a file's kind by its header.</summary>
public static class FileKinds
{
    /// <summary>The kind that the header fits best, also where a needed column is missing; null where it fits none.</summary>
    public static FileKind? Detect(IReadOnlyList<string> header)
    {
        var scores = Enum.GetValues<FileKind>().Select(kind => (kind, score: Score(kind, header)))
            .OrderByDescending(entry => entry.score).ToList();
        return scores[0].score > 0 && scores[0].score > scores[1].score ? scores[0].kind : null;
    }

    // A column that no other kind has is the strongest sign. Each missing column that is needed counts against the kind.
    private static int Score(FileKind kind, IReadOnlyList<string> header)
    {
        var found = ColumnMap.Find(header, column => Columns.Has(kind, column)).Keys;
        var own = found.Count(column => Enum.GetValues<FileKind>().Count(other => Columns.Has(other, column)) == 1);
        var missing = Columns.Needed(kind).Count(column => !found.Contains(column));
        return missing * 2 > Columns.Needed(kind).Count ? 0 : found.Count + 4 * own - 2 * missing;
    }
}

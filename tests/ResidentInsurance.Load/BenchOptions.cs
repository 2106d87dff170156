using System.Globalization;

namespace ResidentInsurance.Load;

/// <summary>How the program was called.</summary>
/// <param name="Names">The scenarios asked for; all where there are none.</param>
/// <param name="Rounds">Fewer than <see cref="ReportLine.LeastRounds"/> are for trying something out.</param>
/// <param name="Results">Whether the table is written to <see cref="ResultsFile"/> at the end.</param>
internal sealed record BenchOptions(IReadOnlyList<string> Names, bool Json, double Scale, int Rounds, bool Results)
{
    /// <summary>Null where the words are not understood.</summary>
    public static BenchOptions? Parse(IReadOnlyList<string> words)
    {
        var options = new BenchOptions([], Json: false, Scale: 1, ReportLine.LeastRounds, Results: false);
        for (var i = 0; i < words.Count; i++)
        {
            string? Next() => ++i < words.Count ? words[i] : null;
            var known = words[i] switch
            {
                "--json" => options with { Json = true },
                "--scale" => Number(Next()) is { } scale ? options with { Scale = scale } : null,
                "--rounds" => Number(Next()) is { } rounds && rounds == (int)rounds
                    ? options with { Rounds = (int)rounds } : null,
                "--results" => options with { Results = true },
                var word when word.StartsWith('-') => null,
                var name => options with { Names = [.. options.Names, name] },
            };
            if (known is null)
            {
                return null;
            }

            options = known;
        }

        return options;
    }

    private static double? Number(string? word) =>
        double.TryParse(word, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}

namespace ResidentInsurance.Cli;

/// <summary>What somebody may have meant by a word that nobody knows.</summary>
internal static class Neighbours
{
    /// <summary>The names that are nearest to the word, if they are near enough to be meant by it.</summary>
    public static IReadOnlyList<string> Of(string word, IEnumerable<string> names)
    {
        var near = names.Select(name => (Name: name, Distance: Distance(word, name)))
            .Where(one => one.Distance <= Math.Max(1, one.Name.TrimStart('-').Length / 3)).ToList();
        return [.. near.Where(one => one.Distance == near.Min(other => other.Distance)).Select(one => one.Name)];
    }

    /// <summary>How many letters must be put in, left out, changed or swapped with the next one.</summary>
    public static int Distance(string one, string other)
    {
        var steps = new int[one.Length + 1][]; // [i][j]: of the first i letters to the first j
        for (var i = 0; i <= one.Length; i++)
        {
            steps[i] = new int[other.Length + 1];
            for (var j = 0; j <= other.Length; j++)
            {
                steps[i][j] = (i, j) switch
                {
                    (0, _) or (_, 0) => i + j,
                    _ => Math.Min(Math.Min(steps[i - 1][j], steps[i][j - 1]) + 1, steps[i - 1][j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1)),
                };
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    steps[i][j] = Math.Min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }

        return steps[one.Length][other.Length];
    }
}

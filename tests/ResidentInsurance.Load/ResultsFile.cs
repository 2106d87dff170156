using System.Globalization;

namespace ResidentInsurance.Load;

/// <summary><c>tests/ResidentInsurance.Load/results/DATE.md</c> of the checkout that this was built in: what is committed. A
/// section for each run, so that every row stands below what it was measured on and with.</summary>
internal static class ResultsFile
{
    private const string Folder = "tests/ResidentInsurance.Load/results";
    private const string Rule = "\n---\n\n";

    /// <summary>Adds a run to today's. Rows of the same scenarios that were taken before go, and with the last of its rows
    /// a section.</summary>
    public static async Task AddAsync(string section, IReadOnlyCollection<string> scenarios)
    {
        var heading = TimeProvider.System.GetUtcNow().ToString("'# 'yyyy-MM-dd", CultureInfo.InvariantCulture);
        var folder = Directory.CreateDirectory(Checkout.PathOf(Folder)).FullName;
        var path = Path.Combine(folder, heading[2..] + ".md");
        var before = File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
        var kept = before.Replace(heading + "\n\n", "", StringComparison.Ordinal).Split(Rule)
            .Select(run => string.Join('\n', run.Split('\n').Where(line => !scenarios.Any(name => IsRowOf(line, name)))))
            .Where(HasRows);
        await File.WriteAllTextAsync(path, $"{heading}\n\n{string.Join(Rule, kept.Append(section))}");
    }

    private static bool IsRowOf(string line, string scenario) => line.StartsWith($"| {scenario} |", StringComparison.Ordinal);

    // Beside the header and the line below it.
    private static bool HasRows(string run) => run.Split('\n').Count(line => line.StartsWith("| ", StringComparison.Ordinal)) > 2;
}

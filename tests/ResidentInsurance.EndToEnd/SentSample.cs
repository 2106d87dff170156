using System.Text.Json;

namespace ResidentInsurance.EndToEnd;

/// <summary>The sample area moved to another county, its rows shuffled and cut into files.</summary>
internal static class SentSample
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "samples", "fengyan-small");
    private static readonly string[] Kinds = ["residents", "identities", "declarations", "withdrawals", "payments"];

    /// <summary>Files in random order: of each kind's rows a random cut, some rows in two files.</summary>
    public static string[] Write(string folder, string county, Random random)
    {
        Directory.CreateDirectory(folder);
        var files = new List<string>();
        foreach (var kind in Kinds)
        {
            var lines = File.ReadAllLines(Path.Combine(Folder, kind + ".csv"))
                .Select(line => line.Replace("500119", county, StringComparison.Ordinal)).ToArray();
            var rows = lines[1..];
            random.Shuffle(rows);
            var parts = Enumerable.Range(0, random.Next(1, 5)).Select(_ => new List<string>()).ToList();
            foreach (var row in rows)
            {
                parts[random.Next(parts.Count)].Add(row);
                if (random.Next(5) == 0)
                {
                    parts[random.Next(parts.Count)].Add(row);
                }
            }

            foreach (var (part, number) in parts.Select((part, number) => (part, number)))
            {
                var path = Path.Combine(folder, $"{kind}-{number}.csv");
                File.WriteAllLines(path, part.Prepend(lines[0]));
                files.Add(path);
            }
        }

        var shuffled = files.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    public static IEnumerable<string> ExpectedPersons() => Normalised(File.ReadLines(Path.Combine(Folder, "expected.jsonl")));

    public static IEnumerable<string> ExpectedVillages() => Normalised(File.ReadLines(Path.Combine(Folder, "progress.jsonl")));

    /// <summary>JSON lines in one writing, so that they can be compared as texts.</summary>
    public static IEnumerable<string> Normalised(IEnumerable<string> lines) =>
        lines.Where(line => line.Length > 0).Select(line => JsonSerializer.Serialize(JsonDocument.Parse(line).RootElement));
}

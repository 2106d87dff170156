using System.Text.Json;
using System.Text.Json.Nodes;

namespace ResidentInsurance.EndToEnd;

/// <summary>A sample area, perhaps moved to another county, its rows shuffled and cut into files.</summary>
internal sealed class SentSample(string name, string county, string movedTo)
{
    private readonly string folderOfSample = Path.Combine(AppContext.BaseDirectory, "samples", name);

    private static readonly string[] Kinds = ["residents", "identities", "declarations", "withdrawals", "payments"];

    /// <summary>Fengyan's, moved to a county of the tests.</summary>
    public static SentSample Fengyan(int number) => new("fengyan-small", "500119", RunningInstance.County(number));

    /// <summary>Files in random order: of each kind's rows a random cut, some rows in two files.</summary>
    public string[] Write(string folder, Random random)
    {
        Directory.CreateDirectory(folder);
        var files = new List<string>();
        foreach (var kind in Kinds)
        {
            var lines = File.ReadAllLines(Path.Combine(folderOfSample, kind + ".csv"))
                .Select(line => line.Replace(county, movedTo, StringComparison.Ordinal)).ToArray();
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

    /// <summary>Of files of one kind, one without its last rows, and each of these in a file of its own.</summary>
    public static (string Early, string[] Late) KeepBack(IReadOnlyList<string> files, int count)
    {
        var header = File.ReadLines(files[0]).First();
        var rows = files.SelectMany(file => File.ReadLines(file).Skip(1)).Distinct().ToArray();
        return (WriteNext("early", rows[..^count]), [.. rows[^count..].Select((row, index) => WriteNext($"late-{index}", row))]);

        string WriteNext(string name, params string[] content)
        {
            var path = Path.Combine(Path.GetDirectoryName(files[0])!, name + ".csv");
            File.WriteAllLines(path, content.Prepend(header));
            return path;
        }
    }

    public IEnumerable<string> ExpectedPersons() => Normalised(File.ReadLines(Path.Combine(folderOfSample, "expected.jsonl")));

    /// <summary>Of identities worth the same the samples name none: printed persons with such a subsidy, told as the sample has it.</summary>
    public IEnumerable<string> WithoutTies(IEnumerable<string> printed)
    {
        var tied = ExpectedPersons().Where(line => line.Contains("\"(tie)\"", StringComparison.Ordinal))
            .Select(line => JsonNode.Parse(line)!["idNumber"]!.GetValue<string>()).ToHashSet();
        return printed.Select(line =>
        {
            var person = JsonNode.Parse(line)!;
            if (tied.Contains(person["idNumber"]!.GetValue<string>()) && person["subsidyCategory"] is not null)
            {
                person["subsidyCategory"] = "(tie)";
            }

            return JsonSerializer.Serialize(person);
        });
    }

    public IEnumerable<string> ExpectedVillages() => Normalised(File.ReadLines(Path.Combine(folderOfSample, "progress.jsonl")));

    /// <summary>JSON lines in one writing, so that they can be compared as texts.</summary>
    public static IEnumerable<string> Normalised(IEnumerable<string> lines) =>
        lines.Where(line => line.Length > 0).Select(line => JsonSerializer.Serialize(JsonDocument.Parse(line).RootElement));
}

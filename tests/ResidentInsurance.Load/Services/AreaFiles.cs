using System.Text.Json;
using ResidentInsurance.Files;
using ResidentInsurance.Generator;

namespace ResidentInsurance.Load.Services;

/// <summary>The files of a generated area, for each county anew, and what they have to come to.</summary>
internal sealed class AreaFiles
{
    /// <summary>The kinds of files that a county has before its first payment.</summary>
    public static readonly string[] BeforePayments = ["tasks", "residents", "identities", "declarations", "withdrawals"];

    private const int Seed = 1;
    private const string IdNumber = "证件号码";

    private readonly string folder;

    public AreaFiles(string folder, int persons)
    {
        this.folder = folder;
        using var pack = File.OpenText(Path.Combine(AppContext.BaseDirectory, "packs", "fengyan-2024.yaml"));
        var area = AreaGenerator.Generate(Annex.Parse(pack), Seed, persons);
        area.Write(folder);
        Payments = area.PaymentCount;
    }

    /// <summary>Rows of the tax feed, repeated ones too.</summary>
    public int Payments { get; }

    /// <summary>Writes files for a county, over those of the county before.</summary>
    /// <param name="kinds">As <c>residents</c>.</param>
    /// <returns>Their paths.</returns>
    public IReadOnlyList<string> For(int county, params ReadOnlySpan<string> kinds)
    {
        var paths = new List<string>();
        foreach (var kind in kinds)
        {
            paths.Add(Write(county, kind, lines => lines));
        }

        return paths;
    }

    /// <summary>Writes a part of the tax feed for a county, without a total.</summary>
    public string PaymentsFor(int county, int skipped, int count) => Write(
        county, "payments", lines => lines.Take(Payments).Skip(skipped).Take(count));

    /// <summary>Writes the tax feed for a county in files of so many rows, without totals.</summary>
    public IReadOnlyList<string> PaymentParts(int county, int rows) =>
        [.. Enumerable.Range(0, (Payments + rows - 1) / rows).Select(part =>
            Write(county, "payments", lines => lines.Take(Payments).Skip(part * rows).Take(rows), $"-{part}"))];

    /// <summary>The ID numbers of all who are registered.</summary>
    public IReadOnlyList<string> Residents() => [.. Numbers(File.ReadLines(Source("residents")))];

    /// <summary>Writes the register of those whom a part of the tax feed names.</summary>
    public string PayersFor(int county, string payments)
    {
        var payers = Numbers(File.ReadLines(payments)).ToHashSet();
        return Write(county, "residents", lines => lines.Zip(Numbers(File.ReadLines(Source("residents"))))
            .Where(row => payers.Contains(row.Second)).Select(row => row.First));
    }

    /// <summary>How many rows a file has, without its header.</summary>
    public int Rows(string kind) => File.ReadLines(Source(kind)).Count() - 1;

    /// <summary>How many certifications the rosters make; a later row of the same one only moves its end.</summary>
    public int Certifications()
    {
        using var stream = File.OpenRead(Source("identities"));
        return FileReading.Rows(stream, FileReading.Check(stream, FileKind.Identities), RowFormats.Identities)
            .Select(read => read.Row!).DistinctBy(row => (row.IdNumber, row.Category, row.Department, row.From)).Count();
    }

    /// <summary>Compares every person and every village of a county with what the generator knows.</summary>
    /// <exception cref="InvalidOperationException">One is missing, too many or different.</exception>
    public async Task CheckAsync(Installation installation, int county, CancellationToken cancellation)
    {
        var campaign = Installation.Campaign(county);
        await CheckAsync("expected.jsonl", ["enrollments", "--campaign", campaign, "--json", "--reveal", "bench"]);
        await CheckAsync("progress.jsonl", ["progress", "--campaign", campaign, "--json"]);

        async Task CheckAsync(string file, IEnumerable<string> command)
        {
            using var expected = File.ReadLines(Path.Combine(folder, file)).GetEnumerator();
            await installation.RiAsync(command, line =>
            {
                if (!expected.MoveNext() || Normalised(expected.Current) != Normalised(line))
                {
                    throw new InvalidOperationException($"{file}: what came out is another line: {line}");
                }
            }, cancellation);
            if (expected.MoveNext())
            {
                throw new InvalidOperationException($"{file}: lines are missing.");
            }
        }
    }

    private string Source(string kind) => Path.Combine(folder, kind + ".csv");

    private string Write(int county, string kind, Func<IEnumerable<string>, IEnumerable<string>> rows, string part = "")
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "moved")).FullName, $"{kind}{part}.csv");
        var lines = File.ReadLines(Source(kind));
        File.WriteAllLines(path, lines.Take(1).Concat(rows(lines.Skip(1))).Select(line => Installation.MoveTo(county, line)));
        return path;
    }

    // Generated fields hold no commas.
    private static IEnumerable<string> Numbers(IEnumerable<string> lines)
    {
        var column = Array.IndexOf(lines.First().Split(','), IdNumber);
        return lines.Skip(1).Select(line => line.Split(',').ElementAtOrDefault(column) ?? "");
    }

    private static string Normalised(string line)
    {
        using var json = JsonDocument.Parse(line);
        return JsonSerializer.Serialize(json.RootElement);
    }
}

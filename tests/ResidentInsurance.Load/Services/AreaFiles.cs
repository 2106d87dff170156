using System.Text.Json;
using ResidentInsurance.Generator;

namespace ResidentInsurance.Load.Services;

/// <summary>The files of a generated area, for each county anew, and what they have to come to.</summary>
internal sealed class AreaFiles
{
    private const int Seed = 1;

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
        var moved = Directory.CreateDirectory(Path.Combine(folder, "moved")).FullName;
        var paths = new List<string>();
        foreach (var kind in kinds)
        {
            paths.Add(Path.Combine(moved, kind + ".csv"));
            File.WriteAllLines(paths[^1], File.ReadLines(Path.Combine(folder, kind + ".csv")).Select(line => Installation.MoveTo(county, line)));
        }

        return paths;
    }

    /// <summary>How many rows a file has, without its header.</summary>
    public int Rows(string kind) => File.ReadLines(Path.Combine(folder, kind + ".csv")).Count() - 1;

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

    private static string Normalised(string line)
    {
        using var json = JsonDocument.Parse(line);
        return JsonSerializer.Serialize(json.RootElement);
    }
}

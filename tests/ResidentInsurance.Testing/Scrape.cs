using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace ResidentInsurance.Testing;

/// <summary>What a service answers at <c>/metrics</c>, as Prometheus reads it.</summary>
public sealed partial class Scrape
{
    private readonly List<(string Name, Dictionary<string, string> Labels, double Value)> samples = [];

    private Scrape(string text)
    {
        Text = text;
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var match = Line().Match(line);
            Assert.True(match.Success, line);
            samples.Add((match.Groups["name"].Value,
                Label().Matches(match.Groups["labels"].Value).ToDictionary(
                    label => label.Groups["name"].Value, label => Regex.Unescape(label.Groups["value"].Value)),
                double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)));
        }
    }

    public string Text { get; }

    /// <summary>All names of samples.</summary>
    public IReadOnlySet<string> Names => samples.Select(sample => sample.Name).ToHashSet();

    /// <summary>All values of labels.</summary>
    public IEnumerable<string> LabelValues => samples.SelectMany(sample => sample.Labels.Values);

    public static async Task<Scrape> OfAsync(HttpClient client) =>
        new(await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken));

    /// <summary>The samples of a name that have these labels, and maybe others.</summary>
    public IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)> All(
        string name, params (string Name, string Value)[] labels) =>
    [
        .. samples.Where(sample => sample.Name == name
                && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value))
            .Select(sample => ((IReadOnlyDictionary<string, string>)sample.Labels, sample.Value)),
    ];

    /// <summary>The value of the one series of a name with these labels; null where there is none.</summary>
    public double? Value(string name, params (string Name, string Value)[] labels) =>
        All(name, labels) is [] ? null : Assert.Single(All(name, labels)).Value;

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*)\})? (?<value>[-+0-9.eEIinfNa]+)( \d+)?$""")]
    private static partial Regex Line();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\.)*)",?""")]
    private static partial Regex Label();
}

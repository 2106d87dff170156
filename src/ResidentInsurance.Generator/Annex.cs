using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace ResidentInsurance.Generator;

/// <summary>A village of a campaign's annex.</summary>
/// <param name="Population">Null where the annex does not state it.</param>
public sealed record AnnexVillage(string Township, string Name, int? Population, int Task);

/// <summary>What the generator takes from a pack: names and tasks of the villages, and nothing of its rules.</summary>
public sealed record Annex(string Campaign, string County, int Year, IReadOnlyList<AnnexVillage> Villages)
{
    /// <summary>Reads the annex of a pack's YAML.</summary>
    public static Annex Parse(TextReader yaml)
    {
        var stream = new YamlStream();
        stream.Load(yaml);
        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        var villages = new List<AnnexVillage>();
        if (root.Children.TryGetValue("annex", out var annex) && annex is YamlMappingNode table
            && table.Children.TryGetValue("townships", out var townships) && townships is YamlSequenceNode rows)
        {
            villages.AddRange(rows.Cast<YamlMappingNode>().SelectMany(township =>
                Sequence(township, "villages").Cast<YamlMappingNode>().Select(village => new AnnexVillage(
                    Text(township, "name"), Text(village, "name"), Number(village, "population"), Number(village, "task") ?? 0))));
        }

        return new Annex(Text(root, "id"), Text(root, "county"), int.Parse(Text(root, "year"), CultureInfo.InvariantCulture), villages);
    }

    private static string Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) && value is YamlScalarNode { Value: { } text } ? text : "";

    private static IList<YamlNode> Sequence(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) && value is YamlSequenceNode rows ? rows.Children : [];

    // Numbers may carry their unit; what is not stated says so.
    private static int? Number(YamlMappingNode node, string key) =>
        int.TryParse(Text(node, key).Split(' ')[0], CultureInfo.InvariantCulture, out var number) ? number : null;
}

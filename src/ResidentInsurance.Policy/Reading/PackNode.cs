using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace ResidentInsurance.Policy;

/// <summary>A node of a pack's file with its key, its line and the citation that it inherits. A mapping remembers which
/// keys were read, so that <see cref="NothingElse"/> finds unknown keys.</summary>
internal sealed partial class PackNode
{
    private static readonly HashSet<string> CitationKeys = ["at", "reading", "mark", "takenFrom"];

    private readonly YamlNode yaml;
    private readonly Citation inherited;
    private readonly HashSet<string> read = [];

    private PackNode(YamlNode yaml, string key, Citation inherited)
    {
        this.yaml = yaml;
        this.inherited = inherited;
        Key = key;
    }

    public string Key { get; }

    public int Line => (int)yaml.Start.Line;

    public bool IsMapping => yaml is YamlMappingNode;

    /// <summary>The pack says on purpose that the notice does not state this.</summary>
    public bool IsNotStated => yaml is YamlScalarNode { Value: "not-stated" };

    public static PackNode Root(YamlNode yaml) => yaml is YamlMappingNode
        ? new PackNode(yaml, "", default)
        : throw new PackValueException((int)yaml.Start.Line, "NotAPack");

    /// <summary>The part under a key, or null where it is absent or <c>not-stated</c>.</summary>
    public PackNode? Optional(string key)
    {
        read.Add(key);
        var found = Child(key);
        return found is null || found.IsNotStated ? null : found;
    }

    /// <summary>The part under a key, which may be <c>not-stated</c>. It is a fault if it is absent.</summary>
    public PackNode Required(string key)
    {
        read.Add(key);
        return Child(key) ?? throw new PackValueException(Line, "Missing", key);
    }

    /// <summary>The entries of a list.</summary>
    public IReadOnlyList<PackNode> Items() => yaml is YamlSequenceNode sequence
        ? [.. sequence.Children.Select(child => new PackNode(child, Key, inherited))]
        : throw new PackValueException(Line, "NotAList", Key);

    /// <summary>All entries of a mapping whose keys are data, without its citation; at least one.</summary>
    public IReadOnlyList<PackNode> Entries()
    {
        var entries = Mapping().Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "")
            .Where(key => !CitationKeys.Contains(key)).ToList();
        return entries.Count > 0 ? [.. entries.Select(Required)] : throw new PackValueException(Line, "NoEntries", Key);
    }

    public void NothingElse()
    {
        foreach (var key in Mapping().Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || (!read.Contains(name) && !CitationKeys.Contains(name)))
            {
                throw new PackValueException((int)key.Start.Line, "UnknownKey", key.ToString());
            }
        }
    }

    /// <summary>The text of a header line, which needs no place in the notice.</summary>
    public string Plain() => yaml is YamlScalarNode scalar
        ? Written(scalar.Value)
        : throw new PackValueException(Line, "NotAValue", Key);

    /// <summary>A value without the citation behind <c>@</c>.</summary>
    public string Text() =>
        OwnCitation().Match(Plain()) is { Success: true } own ? Written(own.Groups["value"].Value) : Plain();

    /// <summary>Where the value stands in the notice: written behind it, or at the nearest part around it.</summary>
    public Citation Source()
    {
        var citation = IsMapping ? Inherit(this) : inherited;
        if (!IsMapping && yaml is YamlScalarNode scalar && OwnCitation().Match(scalar.Value ?? "") is { Success: true } own)
        {
            var reading = own.Groups["reading"];
            citation = citation with
            {
                Place = own.Groups["place"].Value,
                Reading = reading.Success ? reading.Value : citation.Reading,
            };
        }

        if (string.IsNullOrWhiteSpace(citation.Place))
        {
            throw new PackValueException(Line, "NoPlace", Key);
        }

        if (citation is { Mark: Marks.Borrowed, TakenFrom: null })
        {
            throw new PackValueException(Line, "NotSaidFromWhere", Key);
        }

        // Reasons are stored with this separator.
        return citation.Place.Contains('|', StringComparison.Ordinal)
            ? throw new PackValueException(Line, "BadPlace", citation.Place)
            : citation with { Line = Line };
    }

    [GeneratedRegex(@"^(?<value>.*?)\s+@\s+(?<place>[^()@]+?)(?:\s+\((?<reading>[^()]+)\))?$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnCitation();

    private string Written(string? text) =>
        string.IsNullOrWhiteSpace(text) ? throw new PackValueException(Line, "NoValue", Key) : text;

    private static Citation Inherit(PackNode node)
    {
        var citation = node.inherited;
        citation = citation with
        {
            Place = node.Child("at")?.Plain() ?? citation.Place,
            Reading = node.Child("reading")?.Plain() ?? citation.Reading,
            TakenFrom = node.Child("takenFrom")?.Plain() ?? citation.TakenFrom,
        };

        // A mark of its own starts over: where a value around this one was taken from says nothing about this one.
        return node.Child("mark") is { } mark
            ? citation with { Mark = Known(mark), TakenFrom = node.Child("takenFrom")?.Plain() }
            : citation;
    }

    private static string? Known(PackNode mark) => mark.Plain() switch
    {
        "stated" => null,
        Marks.Provisional => Marks.Provisional,
        Marks.Borrowed => Marks.Borrowed,
        var other => throw new PackValueException(mark.Line, "UnknownWord", other, "stated, provisional, borrowed"),
    };

    private PackNode? Child(string key)
    {
        var child = Mapping().Children.FirstOrDefault(pair => pair.Key is YamlScalarNode { Value: { } name } && name == key);
        return child.Value is null
            ? null
            : new PackNode(child.Value, key, CitationKeys.Contains(key) ? default : Inherit(this));
    }

    private YamlMappingNode Mapping() =>
        yaml as YamlMappingNode ?? throw new PackValueException(Line, "NotAMapping", Key);
}

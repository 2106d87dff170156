using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ResidentInsurance.Architecture.Tests;

/// <summary>Policy's folders: which may know which. A file knows another one where it names a type or a member that is
/// declared there; comments do not count.</summary>
public sealed class PolicyArrows
{
    private static readonly string Folder = Repository.File("src", "ResidentInsurance.Policy");

    /// <summary>Pack: what a notice says. Reasons: why a figure is as it is. Quotes: what a person owes and gets. Reading: from
    /// a file to a pack. Questions: JSON in, JSON out. Sheets: packs as tables for people.</summary>
    private static readonly Dictionary<string, IReadOnlyCollection<string>> Allowed = new()
    {
        ["Pack"] = [],
        ["Reasons"] = ["Pack"],
        ["Quotes"] = ["Pack", "Reasons"],
        ["Reading"] = ["Pack", "Quotes"],
        ["Questions"] = ["Reasons", "Quotes", "Reading"],
        ["Sheets"] = ["Pack", "Quotes", "Reading"],
    };

    private static readonly Dictionary<string, IReadOnlyCollection<string>> Files = Read();

    [Fact]
    public void Each_file_stands_in_a_folder_that_has_a_row() =>
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), Files.Keys.Select(FolderOf).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void A_folder_knows_only_those_that_it_may()
    {
        var forbidden = Files.SelectMany(file => file.Value
            .Where(known => FolderOf(known) != FolderOf(file.Key) && !Allowed[FolderOf(file.Key)].Contains(FolderOf(known)))
            .Select(known => $"{file.Key} → {known}"));

        Findings.None(forbidden);
    }

    [Fact]
    public void A_folder_knows_all_those_that_it_may()
    {
        var unused = Allowed.SelectMany(folder => folder.Value
            .Where(known => !Files.Any(file => FolderOf(file.Key) == folder.Key && file.Value.Any(other => FolderOf(other) == known)))
            .Select(known => $"{folder.Key} → {known}"));

        Findings.None(unused);
    }

    [Fact]
    public void What_is_allowed_has_no_circle() => Findings.None(Circles.Of(Allowed));

    [Fact]
    public void No_two_files_know_each_other_even_by_way_of_others() => Findings.None(Circles.Of(Files));

    private static string FolderOf(string file) => Path.GetDirectoryName(file)!.Replace('\\', '/');

    private static Dictionary<string, IReadOnlyCollection<string>> Read()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) != "ResidentInsurance.Policy.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
        // What a build generates (texts, patterns) is missing; it knows nothing of these files.
        var usings = CSharpSyntaxTree.ParseText(
            "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;");
        var compilation = CSharpCompilation.Create(
            "policy", [usings, .. Repository.Sources(Folder)], references, new(OutputKind.DynamicallyLinkedLibrary));
        return compilation.SyntaxTrees.Where(tree => tree != usings).ToDictionary(
            tree => Name(tree), IReadOnlyCollection<string> (tree) => Known(compilation.GetSemanticModel(tree)));
    }

    private static HashSet<string> Known(SemanticModel file) =>
    [
        .. file.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
            .Select(name => file.GetSymbolInfo(name)).SelectMany(info => info.CandidateSymbols.Append(info.Symbol))
            .Select(symbol => symbol as INamedTypeSymbol ?? symbol?.ContainingType).OfType<INamedTypeSymbol>()
            .Select(type => type.OriginalDefinition.DeclaringSyntaxReferences.Select(declared => Name(declared.SyntaxTree)).ToList())
            // A type in several files is one with each of them.
            .Where(files => !files.Contains(Name(file.SyntaxTree))).SelectMany(files => files),
    ];

    private static string Name(SyntaxTree tree) => Path.GetRelativePath(Folder, tree.FilePath).Replace('\\', '/');
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ResidentInsurance.LocalHosting.Tests;

/// <summary>AppHost.cs is to compile unchanged with Aspire's packages, which cannot be restored where it is tested:
/// so it may use just the members that both have, in the shapes that both have.</summary>
public sealed class AppHostSourceTests
{
    /// <summary>Each member, and how many arguments may stand without a name; where Aspire has parameters between ours
    /// only the first ones are at the same place.</summary>
    private static readonly Dictionary<string, int> Members = new()
    {
        ["CreateBuilder"] = 1,
        ["Build"] = 0,
        ["Run"] = 0,
        ["AddParameter"] = 1,
        ["AddPostgres"] = 1,
        ["WithDataVolume"] = 1,
        ["AddDatabase"] = 2,
        ["AddRabbitMQ"] = 1,
        ["WithManagementPlugin"] = 0,
        ["AddProject"] = 1,
        ["AddExecutable"] = int.MaxValue,
        ["WithReference"] = 1,
        ["WaitFor"] = 1,
        ["WaitForCompletion"] = 1,
        ["WithEnvironment"] = 2,
        ["WithHttpEndpoint"] = 0,
        ["WithExternalHttpEndpoints"] = 0,
        ["WithHttpHealthCheck"] = 1,
        ["WithReplicas"] = 1,
        ["GetEndpoint"] = 1,
    };

    private static readonly HashSet<string> ArgumentNames =
        ["name", "secret", "password", "databaseName", "command", "workingDirectory", "args", "port", "env", "path", "replicas"];

    private static readonly CSharpCompilation Compilation = Compile();

    private static SyntaxTree Source => Compilation.SyntaxTrees.Single(t => t.FilePath == "AppHost.cs");

    [Fact]
    public void It_compiles_against_LocalHosting() =>
        Assert.Empty(Compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(d => d.Severity == DiagnosticSeverity.Error));

    [Fact]
    public void It_has_no_using_and_no_condition()
    {
        var root = Source.GetCompilationUnitRoot(TestContext.Current.CancellationToken);
        Assert.Empty(root.Usings);
        Assert.DoesNotContain(root.DescendantTrivia(descendIntoTrivia: true), t => t.IsDirective);
    }

    [Fact]
    public void It_names_no_type_but_the_entry_and_the_projects()
    {
        var names = Symbols().Select(s => s.Symbol).OfType<INamedTypeSymbol>().Select(t => t.ToDisplayString()).Distinct();
        Assert.All(names, n => Assert.True(
            n == "ResidentInsurance.LocalHosting.DistributedApplication" || n.StartsWith("Projects.", StringComparison.Ordinal), n));
    }

    [Fact]
    public void It_uses_no_member_that_only_one_of_the_two_has()
    {
        var members = Symbols().Select(s => s.Symbol).Where(s => s is not INamedTypeSymbol).Select(s => s.Name).Distinct();
        Assert.Empty(members.Except(Members.Keys));
    }

    [Fact]
    public void It_gives_arguments_by_place_only_where_both_have_them_there()
    {
        var calls = Source.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>();
        Assert.All(calls, call =>
        {
            var member = ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.Text;
            var arguments = call.ArgumentList.Arguments;
            Assert.InRange(arguments.Count(a => a.NameColon is null), 0, Members[member]);
            Assert.Empty(arguments.Where(a => a.NameColon is not null).Select(a => a.NameColon!.Name.Identifier.Text).Except(ArgumentNames));
        });
    }

    /// <summary>Every name in the source that stands for something of LocalHosting or of the projects.</summary>
    private static IEnumerable<(SimpleNameSyntax Node, ISymbol Symbol)> Symbols()
    {
        var model = Compilation.GetSemanticModel(Source);
        return
            from node in Source.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<SimpleNameSyntax>()
            let symbol = model.GetSymbolInfo(node, TestContext.Current.CancellationToken).Symbol
            where symbol is IMethodSymbol or IPropertySymbol or IFieldSymbol or INamedTypeSymbol
            where node.Parent is not NameColonSyntax && !node.IsVar
            select (node, symbol);
    }

    private static CSharpCompilation Compile()
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var source = File.ReadAllText(Repository.File("ResidentInsurance.AppHost", "AppHost.cs"));
        var projects = File.ReadAllLines(Repository.File("ResidentInsurance.AppHost", "ResidentInsurance.AppHost.csproj"))
            .Where(l => l.Contains("<Service Include", StringComparison.Ordinal))
            .Select(l => Path.GetFileNameWithoutExtension(l.Split('"')[1]).Replace('.', '_'))
            .Select(n => $"class {n} : IProjectMetadata {{ public string ProjectPath => \"\"; public string AssemblyPath => \"\"; }}");
        const string Usings = "global using System; global using ResidentInsurance.LocalHosting;";
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
            .Select(p => MetadataReference.CreateFromFile(p));
        return CSharpCompilation.Create(
            "AppHost",
            [
                CSharpSyntaxTree.ParseText(source, options, "AppHost.cs"),
                CSharpSyntaxTree.ParseText(Usings, options, "Usings.cs"),
                CSharpSyntaxTree.ParseText($"namespace Projects; {string.Concat(projects)}", options, "Projects.cs"),
            ],
            references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
    }
}

using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ResidentInsurance.Architecture.Tests;

/// <summary>Which project may know which: Contracts ← Policy, Persons, Feeds, Files ← Intake ← services ← AppHost.
/// ServiceDefaults stands beside that row.</summary>
public sealed class ProjectArrows
{
    private static readonly string[] BelowServices =
        ["Contracts", "Policy", "Persons", "Feeds", "Files", "Intake", "ServiceDefaults"];

    private static readonly string[] Services = ["Enrollment", "SubsidyEligibility", "PaymentIngestion", "QuotaTracking"];

    /// <summary>Each project with those that it may refer to; names without <c>ResidentInsurance.</c>.</summary>
    private static readonly Dictionary<string, IReadOnlyCollection<string>> Allowed = new()
    {
        ["Contracts"] = [],
        ["Policy"] = ["Contracts"],
        ["Persons"] = ["Contracts"],
        ["Files"] = ["Contracts"],
        ["Generator"] = ["Contracts"],
        ["ServiceDefaults"] = ["Contracts"],
        ["Feeds"] = ["Contracts", "ServiceDefaults"],
        ["Intake"] = ["Contracts", "Policy", "Persons", "Feeds", "Files", "ServiceDefaults"],
        ["Enrollment"] = BelowServices,
        ["SubsidyEligibility"] = BelowServices,
        ["PaymentIngestion"] = BelowServices,
        ["QuotaTracking"] = BelowServices,
        ["Desk"] = ["Contracts", "ServiceDefaults"],
        ["LocalInstance"] = [],
        ["Cli"] = ["Contracts", "Policy", "Files", "Generator", "LocalInstance", "ServiceDefaults"],
        ["AppHost"] = [.. Services, "Desk", "Cli", "LocalInstance", "ServiceDefaults"],
    };

    /// <summary>Namespaces that a file of Files may not open, and packages that it may not have: ASP.NET and databases.</summary>
    private static readonly string[] WebAndStores =
        ["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Npgsql", "Marten", "Weasel", "JasperFx", "System.Data"];

    [Fact]
    public void Each_project_refers_only_to_those_below_it()
    {
        var projects = Repository.Projects();
        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.True(
            Allowed.ContainsKey(ShortName(project)), ShortName(project) + " has no row in this test."));

        var forbidden = projects.SelectMany(Arrows)
            .Where(arrow => !Allowed.GetValueOrDefault(arrow.From, []).Contains(arrow.To))
            .Select(arrow => $"{arrow.From} → {arrow.To}");

        Findings.None(forbidden);
    }

    [Fact]
    public void No_row_is_left_for_what_has_gone()
    {
        var projects = Repository.Projects().Select(ShortName).ToList();
        Assert.All(Allowed.Keys, name => Assert.True(projects.Contains(name), name + " has gone, so its row has to go."));
    }

    [Fact]
    public void The_arrows_are_read_at_all()
    {
        var arrows = Repository.Projects().SelectMany(Arrows).ToList();

        Assert.Contains(("Policy", "Contracts"), arrows);
        Assert.All(Services, service => Assert.Contains(("AppHost", service), arrows));
    }

    [Fact]
    public void What_is_allowed_has_no_circle() => Findings.None(Circles.Of(Allowed));

    [Fact]
    public void Files_knows_no_web_and_no_database()
    {
        var project = Repository.File("src", "ResidentInsurance.Files", "ResidentInsurance.Files.csproj");
        var referred = Items(XDocument.Load(project), "FrameworkReference").Concat(Items(XDocument.Load(project), "PackageReference"));
        Assert.DoesNotContain(referred, IsWebOrStore);

        var sources = Repository.Sources(Path.GetDirectoryName(project)!);
        Assert.NotEmpty(sources);
        Findings.None(sources.SelectMany(tree => tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes()
            .Select(node => node switch
            {
                UsingDirectiveSyntax { Name: { } name } => name.ToString(),
                QualifiedNameSyntax name => name.ToString(),
                _ => "",
            })
            .Where(IsWebOrStore).Select(name => $"{Repository.Name(tree.FilePath)}: {name}")));
    }

    [Fact]
    public void ServiceDefaults_knows_no_pack_and_no_county()
    {
        var known = new Regex("^(CompiledPack|PackLibrary|PackData|CampaignId|County(Code|Database|Store|Feed|Source)s?)$");
        var sources = Repository.Sources(Repository.File("ResidentInsurance.ServiceDefaults"));
        Assert.NotEmpty(sources);

        Findings.None(sources.SelectMany(tree => tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes()
            .OfType<IdentifierNameSyntax>().Where(name => known.IsMatch(name.Identifier.Text))
            .Select(name => $"{Repository.Name(tree.FilePath)}: {name}")));
    }

    private static bool IsWebOrStore(string name) =>
        WebAndStores.Any(known => name == known || name.StartsWith(known + ".", StringComparison.Ordinal));

    private static string ShortName(string path) =>
        Path.GetFileNameWithoutExtension(path).Replace("ResidentInsurance.", "", StringComparison.Ordinal);

    private static IEnumerable<(string From, string To)> Arrows(string project)
    {
        var document = XDocument.Load(project);
        // AppHost lists its services once, as items of their own, and refers to the list.
        var referred = Items(document, "ProjectReference").SelectMany(name =>
            name.StartsWith("@(", StringComparison.Ordinal) ? Items(document, name[2..^1]) : [name]);
        return referred.Select(path => (ShortName(project), ShortName(path.Replace('\\', '/')))).Distinct();
    }

    private static IEnumerable<string> Items(XDocument project, string kind) => project.Descendants()
        .Where(item => item.Name.LocalName == kind).Select(item => item.Attribute("Include")?.Value).OfType<string>()
        .SelectMany(include => include.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}

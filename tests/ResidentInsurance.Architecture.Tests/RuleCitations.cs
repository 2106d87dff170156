using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ResidentInsurance.Architecture.Tests;

/// <summary>Code cites rules by number: each number stands in <c>docs/rules.md</c>, and each page that a comment names is in
/// the repository.</summary>
public sealed partial class RuleCitations
{
    private static readonly string Page = File.ReadAllText(Repository.File("docs", "rules.md"));

    private static readonly IReadOnlyList<(string File, string Text)> Comments =
    [
        .. new[] { "src", "ResidentInsurance.AppHost", "ResidentInsurance.ServiceDefaults" }
            .SelectMany(folder => Repository.Sources(Repository.File(folder)))
            .SelectMany(tree => tree.GetRoot().DescendantTrivia()
                .Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
                    || trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia))
                .Select(trivia => (Repository.Name(tree.FilePath), trivia.ToFullString()))),
        .. Repository.Files(Repository.File("src"), "*.razor").Concat(Repository.Files(Repository.File("src"), "*.sql"))
            .Select(path => (Repository.Name(path), File.ReadAllText(path))),
    ];

    [Fact]
    public void Each_rule_that_a_comment_cites_stands_on_the_page()
    {
        var known = Headings();
        var cited = Comments.SelectMany(comment => Cited(comment.Text).Select(rule => (comment.File, Rule: rule))).Distinct().ToList();

        Assert.Contains(cited, citation => citation.Rule == "rule 6");
        Assert.Contains(cited, citation => citation.Rule == "RZ5");
        Findings.None(cited.Where(citation => !known.Contains(citation.Rule)).Select(citation => $"{citation.File}: {citation.Rule}"));
    }

    [Fact]
    public void Each_reading_that_a_pack_or_a_reason_names_stands_on_the_page()
    {
        var known = Headings();
        var packs = Repository.Files(Repository.File("src", "ResidentInsurance.Policy"), "*.yaml")
            .SelectMany(path => PackReading().Matches(File.ReadAllText(path))
                .SelectMany(match => match.Groups["numbers"].Value.Split(", ")).Select(number => (File: Repository.Name(path), Number: number)));
        var literals = Repository.Sources(Repository.File("src", "ResidentInsurance.Policy"))
            .SelectMany(tree => tree.GetRoot(TestContext.Current.CancellationToken).DescendantTokens()
                .Where(token => token.IsKind(SyntaxKind.StringLiteralToken) && ReadingAlone().IsMatch(token.ValueText))
                .Select(token => (File: Repository.Name(tree.FilePath), Number: token.ValueText)));
        var named = packs.Concat(literals).ToList();

        Assert.Contains(named, reading => reading.Number == "LZ3");
        Assert.Contains(named, reading => reading.Number == "G7" && reading.File.EndsWith(".cs", StringComparison.Ordinal));
        Findings.None(named.Where(reading => !known.Contains(reading.Number)).Select(reading => $"{reading.File}: {reading.Number}"));
    }

    [Fact]
    public void No_number_stands_on_the_page_twice() =>
        Findings.None(Heading().Matches(Page).GroupBy(Number).Where(twins => twins.Count() > 1).Select(twins => twins.Key));

    [Fact]
    public void Each_page_that_a_comment_names_is_in_the_repository()
    {
        var pages = Repository.Files(Repository.File("docs"), "*.md").Append(Repository.File("README.md"))
            .Append(Repository.File("CONTRIBUTING.md")).Where(File.Exists).Select(Repository.Name).ToList();
        var named = Comments.SelectMany(comment => PageName().Matches(comment.Text).Select(match => (comment.File, Page: match.Value))).ToList();

        Assert.Contains(named, name => name.Page == "docs/rules.md");
        Findings.None(named.Where(name => !pages.Contains(name.Page)).Select(name => $"{name.File}: {name.Page}"));
    }

    [Fact]
    public void The_page_names_nothing_of_the_machine_that_it_was_written_on() =>
        Assert.DoesNotMatch(@"(^|[\s(`])(/|~/|\.\./|[A-Za-z]:\\)\w|localhost|127\.0\.0\.1|https?://", Page);

    [Theory]
    [InlineData("(files, rule 5)", "rule 5")]
    [InlineData("Rules 4 and 5.", "rule 4", "rule 5")]
    [InlineData("rules 1 to 3", "rule 1", "rule 2", "rule 3")]
    [InlineData("Rules 1, 5, 6 and 8: what", "rule 1", "rule 5", "rule 6", "rule 8")]
    [InlineData("Rule 6 (RZ5): certified. G10, in its order", "RZ5", "G10", "rule 6")]
    [InlineData("as <c>F1, G2</c>", "F1", "G2")]
    [InlineData("seconds.ToString(F1) of SHA256, UTF8, O(1)", "F1")]
    public void A_citation_is_found_in_a_comment(string comment, params string[] rules) => Assert.Equal(rules, Cited(comment));

    private static HashSet<string> Headings() => [.. Heading().Matches(Page).Select(Number)];

    private static string Number(Match heading) => heading.Groups["rule"].Success
        ? "rule " + heading.Groups["rule"].Value
        : heading.Groups["reading"].Value;

    private static IEnumerable<string> Cited(string comment) =>
        Reading().Matches(comment).Select(match => match.Value).Concat(RuleNumbers().Matches(comment).SelectMany(Numbers));

    // "1, 5, 6 and 8" are four of them, "1 to 8" are eight.
    private static IEnumerable<string> Numbers(Match rules)
    {
        var numbers = rules.Groups["number"].Captures.Select(number => int.Parse(number.Value)).ToList();
        var all = rules.Value.Contains(" to ", StringComparison.Ordinal) ? Enumerable.Range(numbers[0], numbers[^1] - numbers[0] + 1) : numbers;
        return all.Select(number => $"rule {number}");
    }

    [GeneratedRegex(@"^- \*\*(?<reading>[A-Z]+\d+)\b|^### Rule (?<rule>\d+)\b", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\b(G|F|RZ|LS|LE|LZ|O)\d+\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Reading();

    [GeneratedRegex(@"\b[Rr]ules? (?<number>\d+)((, | and | to )(?<number>\d+))*", RegexOptions.ExplicitCapture)]
    private static partial Regex RuleNumbers();

    [GeneratedRegex(@"(reading: ""?|@ [^(\n""]+\()(?<numbers>[A-Z]+\d+(, [A-Z]+\d+)*)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex PackReading();

    [GeneratedRegex("^(G|F|RZ|LS|LE|LZ|O)[0-9]+$", RegexOptions.ExplicitCapture)]
    private static partial Regex ReadingAlone();

    [GeneratedRegex(@"[\w./-]+\.md\b")]
    private static partial Regex PageName();
}

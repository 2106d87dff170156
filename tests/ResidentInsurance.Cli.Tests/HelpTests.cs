using System.CommandLine;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using ResidentInsurance.Cli.Output;

namespace ResidentInsurance.Cli.Tests;

public sealed class HelpTests
{
    private static readonly CultureInfo English = new("en");

    [Fact]
    public async Task Without_words_it_says_what_it_can_do()
    {
        var run = await Ri.RunAsync();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("用法：ri", run.Output, StringComparison.Ordinal);
        Assert.All(
            ["send", "progress", "enrollments", "lookup", "poison", "campaign open", "campaign close", "rebuild", "quote", "generate", "demo", "pack check", "help"],
            command => Assert.Contains($"\n  {command} ", run.Output, StringComparison.Ordinal));
        Assert.Equal(run, await Ri.RunAsync("help"));
        Assert.Equal(run, await Ri.RunAsync("--help"));
    }

    [Fact]
    public async Task It_speaks_english_where_the_environment_does()
    {
        var run = await Ri.RunAsync(input: null, "en_US.UTF-8", ["help"]);
        Assert.StartsWith("Usage: ri", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("用法：ri generate --campaign 编号 --out 目录 [--size 数] [--seed 数] [--packs 目录]\n", "generate")]
    [InlineData("用法：ri pack diff [--packs 目录] 旧政策包 新政策包\n", "pack", "diff")]
    [InlineData("用法：ri pack check [--packs 目录] [文件…]\n", "pack", "check")]
    [InlineData("用法：ri rebuild --county 代码 [--service 服务] 投影\n", "rebuild")]
    public async Task A_commands_help_is_given_behind_it_and_before_it(string usage, params string[] words)
    {
        var run = await Ri.RunAsync([.. words, "--help"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith(usage, run.Output, StringComparison.Ordinal);
        Assert.Equal(run, await Ri.RunAsync(["help", .. words]));
    }

    [Fact]
    public async Task Help_for_a_command_that_there_is_not_names_its_neighbour()
    {
        var run = await Ri.RunAsync("help", "pack", "shwo");
        Assert.Equal((2, "", "没有命令 shwo。是不是要用 show？\n用法见：ri pack --help\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task The_version_is_told()
    {
        var run = await Ri.RunAsync("--version");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^\d+\.\d+\.\d+", run.Output);
    }

    [Fact]
    public void Every_command_option_and_argument_has_its_description_in_both_languages()
    {
        var (chinese, english) = (Symbols(CultureInfo.InvariantCulture), Symbols(English));
        Assert.Equal(chinese.Select(symbol => symbol.Name), english.Select(symbol => symbol.Name));
        Assert.All(chinese, symbol => Assert.True(IsChinese(symbol.Description), symbol.Name));
        Assert.All(english, symbol => Assert.True(symbol.Description is { Length: > 0 } text && !IsChinese(text), symbol.Name));
    }

    [Fact]
    public void Help_of_every_command_is_of_one_language()
    {
        foreach (var (name, help) in Screens(English))
        {
            Assert.False(IsChinese(help), name);
        }

        // What is left are the names of commands, options and campaigns, and words of every language.
        foreach (var (name, help) in Screens(CultureInfo.InvariantCulture))
        {
            var words = Regex.Matches(help, "(?<![-./A-Za-z0-9])[A-Za-z]{3,}").Select(word => word.Value).Except(
                [.. Screens(CultureInfo.InvariantCulture).SelectMany(screen => screen.Name.Split(' ')), "fengyan", "CSV", "XLSX", "JSON", "Coverage", "VillageProgress"]);
            Assert.True(!words.Any(), $"{name}: {string.Join(' ', words)}");
        }
    }

    [Fact]
    public void Help_stands_in_columns_and_fits_a_narrow_terminal()
    {
        var help = In(CultureInfo.InvariantCulture, () => HelpScreen.Of(RiCommand.Create().Subcommands.Single(command => command.Name == "progress"), 50));
        var options = help.Split('\n').Where(line => line.StartsWith("  --", StringComparison.Ordinal)).ToList();
        Assert.Single(options.Select(line => TextLayout.Width(line[..Regex.Match(line, @"(?<=\S) {2,}").Index]) + Regex.Match(line, @"(?<=\S) {2,}").Length).Distinct());
        Assert.All(help.Split('\n').Skip(1), line => Assert.InRange(TextLayout.Width(line), 0, 50));
    }

    [Fact]
    public void Both_languages_have_the_same_texts_with_the_same_places()
    {
        var (chinese, english) = (TextsOf(CultureInfo.InvariantCulture), TextsOf(English));
        Assert.Equal(chinese.Keys.Order(StringComparer.Ordinal), english.Keys.Order(StringComparer.Ordinal));
        Assert.All(chinese, text => Assert.Equal(Places(text.Value), Places(english[text.Key])));
    }

    private static Dictionary<string, string> TextsOf(CultureInfo culture) => Texts.ResourceManager.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!
        .Cast<System.Collections.DictionaryEntry>().ToDictionary(text => (string)text.Key, text => (string)text.Value!);

    private static IEnumerable<string> Places(string text) =>
        Regex.Matches(text, @"\{\d+\}").Select(place => place.Value).Distinct().Order(StringComparer.Ordinal);

    private static List<(string Name, string? Description)> Symbols(CultureInfo culture) => In(culture, () =>
        All(RiCommand.Create()).SelectMany(command => command.Children.Where(symbol => !symbol.Hidden).Prepend(command)
            .Select(symbol => ($"{Misuse.PathOf(command)} {symbol.Name}", symbol.Description))).ToList());

    private static List<(string Name, string Help)> Screens(CultureInfo culture) => In(culture, () =>
        All(RiCommand.Create()).Select(command => (Misuse.PathOf(command), HelpScreen.Of(command, TextLayout.Unlimited))).ToList());

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static bool IsChinese(string? text) => text?.Any(c => c is >= '\u4E00' and <= '\u9FFF') == true;

    private static T In<T>(CultureInfo culture, Func<T> made)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = culture;
        try
        {
            return made();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}

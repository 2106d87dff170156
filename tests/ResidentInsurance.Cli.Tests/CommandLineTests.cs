using ResidentInsurance.Testing;

namespace ResidentInsurance.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Theory]
    [InlineData("没有命令 frobnicate。\n用法见：ri --help\n", "frobnicate")]
    [InlineData("没有命令 prgress。是不是要用 progress？\n用法见：ri --help\n", "prgress", "--campaign", "fengyan-2024")]
    [InlineData("没有命令 shut。\n用法见：ri campaign --help\n", "campaign", "shut", "fengyan-2024")]
    [InlineData("没有命令 impact。是不是要用 pack impact？\n用法见：ri --help\n", "impact", "a", "b")]
    [InlineData("缺少编号。\n用法见：ri campaign open --help\n", "campaign", "open")]
    [InlineData("缺少选项 --campaign。\n用法见：ri poison --help\n", "poison")]
    [InlineData("没有选项 --sizes。是不是要用 --size？\n", "generate", "--campaign", "fengyan-2024", "--sizes", "3")]
    [InlineData("没有选项 --campagin。是不是要用 --campaign？\n", "send", "--campagin", "fengyan-2024", "a.csv")]
    [InlineData("没有选项 --dat。是不是要用 --data？\n", "progress", "--dat", "x", "--campaign", "fengyan-2024")]
    [InlineData("没有选项 --colour。\n用法见：ri progress --help\n", "progress", "--campaign", "fengyan-2024", "--colour")]
    [InlineData("多余的内容：x。\n", "progress", "--campaign", "fengyan-2024", "x")]
    [InlineData("选项 --campaign 只能写一次。\n", "progress", "--campaign", "fengyan-2024", "--campaign", "lishui-2023")]
    [InlineData("缺少选项 --out。\n", "generate", "--campaign", "fengyan-2024")]
    [InlineData("选项 --out 后面缺少内容。\n", "generate", "--campaign", "fengyan-2024", "--out")]
    [InlineData("--size 应为 0 到 5000000 之间的整数。\n", "generate", "--campaign", "fengyan-2024", "--out", "x", "--size", "viele")]
    [InlineData("缺少文件。\n用法见：ri send --help\n", "send", "--campaign", "fengyan-2024")]
    [InlineData("证件号码从标准输入读取，不写在命令行上", "lookup", "--campaign", "fengyan-2024")]
    [InlineData("证件号码从标准输入读取，不写在命令行上", "lookup", "--campaign", "fengyan-2024", "500000199001010016")]
    [InlineData("缺少选项 --campaign。\n", "lookup")]
    [InlineData("没有参保征缴“Fengyan”。\n", "progress", "--campaign", "Fengyan")]
    [InlineData("--as-of 应为日期，如 2023-11-02。\n", "progress", "--campaign", "fengyan-2024", "--as-of", "gestern")]
    [InlineData("--known-at 应为日期和时刻，如 \"2023-11-02 17:00\"。\n", "progress", "--campaign", "fengyan-2024", "--known-at", "2023-11-02")]
    [InlineData("--county 应为六位区划代码，如 500119。\n", "rebuild", "Coverage", "--county", "fengyan")]
    [InlineData("没有服务“enrolment”。现有服务：", "rebuild", "Coverage", "--county", "500119", "--service", "enrolment")]
    public async Task Words_that_do_not_fit_are_named_and_nothing_is_done(string sentence, params string[] words)
    {
        RunningInstance.Write(folder.Path, new Dictionary<string, IReadOnlyList<string>>());
        var run = await Ri.RunAsync(["--data", folder.Path, .. words]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(sentence, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("500000199001010016", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no command prgress. Did you mean progress?\nSee: ri --help\n", "prgress")]
    [InlineData("There is no option --campagn. Did you mean --campaign?\nSee: ri poison --help\n", "poison", "--campagn", "x")]
    [InlineData("Option --campaign is missing.\nFILE is missing.\nSee: ri send --help\n", "send")]
    [InlineData("ri pack needs a command: check, show, new, diff, impact.\nSee: ri pack --help\n", "pack")]
    public async Task Misuse_is_told_in_english_where_the_environment_speaks_it(string sentence, params string[] words)
    {
        var run = await Ri.RunAsync(input: null, "en_US.UTF-8", words);
        Assert.Equal((2, "", sentence), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task A_word_with_an_at_sign_is_no_file_of_words()
    {
        var words = Path.Combine(folder.Path, "words");
        await File.WriteAllTextAsync(words, "help", TestContext.Current.CancellationToken);
        Assert.Equal((2, $"没有命令 @{words}。\n用法见：ri --help\n"), ((await Ri.RunAsync("@" + words)) is var run ? (run.ExitCode, run.Error) : default));
    }

    [Fact]
    public async Task Without_an_instance_it_says_how_to_start_one()
    {
        var run = await Ri.RunAsync("--data", folder.Path, "progress", "--campaign", "fengyan-2024");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"在 {folder.Path} 没有找到正在运行的系统。请先运行 ./run，或用 --data 指定数据目录。\n", run.Error);
    }

    [Fact]
    public async Task Generated_files_are_there_and_the_same_again()
    {
        var (first, second) = (Path.Combine(folder.Path, "a"), Path.Combine(folder.Path, "b"));
        var run = await Ri.RunAsync("generate", "--campaign", "lishui-2023", "--out", first, "--size", "200", "--seed", "4");
        await Ri.RunAsync("generate", "--campaign", "lishui-2023", "--out", second, "--size", "200", "--seed", "4");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("已生成 202 人、", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["declarations.csv", "expected.jsonl", "identities.csv", "payments.csv", "progress.jsonl", "residents.csv", "tasks.csv", "withdrawals.csv"],
            Directory.GetFiles(first).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(first), path =>
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(second, Path.GetFileName(path)))));
    }

    [Theory]
    [InlineData("nowhere-1999", "没有参保征缴“nowhere-1999”。\n")]
    [InlineData("lezhi-2024", "无法为 lezhi-2024 生成数据：没有该通知的人员样式，或附件没有列出村（社区）。可用的有：fengyan-2024、lishui-2023、ruizhou-2024。\n")]
    public async Task Nobody_is_made_for_a_campaign_that_is_not_known(string campaign, string sentence)
    {
        var run = await Ri.RunAsync("generate", "--campaign", campaign, "--out", Path.Combine(folder.Path, "x"));
        Assert.Equal((1, sentence), (run.ExitCode, run.Error));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "x")));
    }

    [Fact]
    public async Task Quotes_go_from_standard_input_to_standard_output_in_order()
    {
        var run = await Ri.RunAsync(
            """
            {"caseId":"1","campaign":"fengyan-2024","tier":"low","paidOn":"2024-03-01","person":{"birthDate":"1980-05-01"}}
            {"caseId":"2","campaign":"fengyan-2024","tier":"low","paidOn":"2025-03-01","person":{"birthDate":"1980-05-01"}}
            """, "zh_CN.UTF-8", ["quote"]);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((0, 2), (run.ExitCode, lines.Length));
        Assert.Contains("\"caseId\":\"1\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("2024-05-31", lines[0], StringComparison.Ordinal);
        Assert.Contains("outside-collection-period", lines[1], StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}

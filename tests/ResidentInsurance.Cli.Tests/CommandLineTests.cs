using ResidentInsurance.Testing;

namespace ResidentInsurance.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public async Task Without_words_it_says_what_it_can_do()
    {
        var run = await Ri.RunAsync();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("用法：ri", run.Output, StringComparison.Ordinal);
        Assert.All(["send", "progress", "enrollments", "lookup", "poison", "campaign", "quote", "generate", "demo", "pack check"],
            command => Assert.Contains($"\n  {command} ", run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_speaks_english_where_the_environment_does()
    {
        var run = await Ri.RunAsync(input: null, "en_US.UTF-8", ["help"]);
        Assert.StartsWith("Usage: ri", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("用法：ri", "frobnicate")]
    [InlineData("用法：ri", "campaign", "shut", "fengyan-2024")]
    [InlineData("缺少选项 --campaign。", "poison")]
    [InlineData("没有选项 --sizes。", "generate", "--campaign", "fengyan-2024", "--sizes", "3")]
    [InlineData("缺少选项 --out。", "generate", "--campaign", "fengyan-2024")]
    [InlineData("选项 --out 后面缺少内容。", "generate", "--out")]
    [InlineData("--size 应为 0 到 5000000 之间的整数。", "generate", "--campaign", "fengyan-2024", "--out", "x", "--size", "viele")]
    [InlineData("没有指定要发送的文件。", "send", "--campaign", "fengyan-2024")]
    [InlineData("证件号码从标准输入读取，不写在命令行上", "lookup", "--campaign", "fengyan-2024")]
    [InlineData("证件号码从标准输入读取，不写在命令行上", "lookup", "--campaign", "fengyan-2024", "500000199001010016")]
    [InlineData("缺少选项 --campaign。", "lookup")]
    [InlineData("--as-of 应为日期，如 2023-11-02。", "progress", "--campaign", "fengyan-2024", "--as-of", "gestern")]
    public async Task Words_that_do_not_fit_are_named_and_nothing_is_done(string sentence, params string[] words)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "instance.json"),
            """{"processId":1,"services":{},"connectionStrings":{},"parameters":{"token-key":"0123456789abcdef0123456789abcdef"}}""",
            TestContext.Current.CancellationToken);
        var run = await Ri.RunAsync(["--data", folder.Path, .. words]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(sentence, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("generate", "--help")]
    [InlineData("pack", "diff", "--help")]
    public async Task Help_is_given_wherever_it_is_asked_for(params string[] words)
    {
        var run = await Ri.RunAsync(words);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("generate --campaign", run.Output, StringComparison.Ordinal);
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

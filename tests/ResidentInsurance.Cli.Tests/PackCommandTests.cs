using ResidentInsurance.Testing;

namespace ResidentInsurance.Cli.Tests;

public sealed class PackCommandTests : IDisposable
{
    private static readonly string Packs = Path.Combine(AppContext.BaseDirectory, "packs");
    private readonly TestFolder folder = new();

    private string File(string name) => Path.Combine(folder.Path, name);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_packs_are_good()
    {
        var run = await Ri.RunAsync("pack", "check");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(Directory.GetFiles(Packs, "*.yaml").Length, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_fault_is_named_with_file_and_line()
    {
        var text = await System.IO.File.ReadAllTextAsync(Path.Combine(Packs, "fengyan-2024.yaml"), Ct);
        var bad = File("bad.yaml");
        await System.IO.File.WriteAllTextAsync(bad, text.Replace("low: 342 yuan", "low: 3420 yuan", StringComparison.Ordinal), Ct);
        var run = await Ri.RunAsync("pack", "check", bad);
        var line = text[..text.IndexOf("low: 342 yuan", StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal($"{bad}:{line}: 资助 3420 元高于居民在该档次（low）的个人缴费 380 元。\n", run.Error);
    }

    [Fact]
    public async Task A_pack_is_shown_with_the_place_of_every_figure()
    {
        var run = await Ri.RunAsync("pack", "show", "fengyan-2024");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("峰岩府发〔2023〕60号", run.Output, StringComparison.Ordinal);
        Assert.Matches("低保对象 +342 +380 .*六（一）1", run.Output);
    }

    [Fact]
    public async Task Next_years_draft_is_written_and_says_how_much_there_is_to_look_at()
    {
        var draft = File("fengyan-2025.yaml");
        var run = await Ri.RunAsync("pack", "new", "--from", "fengyan-2024", "--year", "2025", "--out", draft);
        var lines = await System.IO.File.ReadAllLinesAsync(draft, Ct);
        Assert.Equal((0, $"草稿已写入 {draft}，有 {lines.Count(line => line.EndsWith("# 待核对", StringComparison.Ordinal))} 行标有“待核对”。\n"),
            (run.ExitCode, run.Error));
        Assert.Contains("id: fengyan-2025", lines);
        Assert.Equal(1, (await Ri.RunAsync("pack", "check", draft)).ExitCode);
        Assert.Equal(string.Join('\n', lines) + "\n", (await Ri.RunAsync("pack", "new", "--from", "fengyan-2024", "--year", "2025")).Output);
    }

    [Fact]
    public async Task Packs_are_compared_cell_by_cell()
    {
        var text = await System.IO.File.ReadAllTextAsync(Path.Combine(Packs, "fengyan-2024.yaml"), Ct);
        var other = File("other.yaml");
        await System.IO.File.WriteAllTextAsync(other, text.Replace("version: 1", "version: 2", StringComparison.Ordinal), Ct);
        var run = await Ri.RunAsync("pack", "diff", "fengyan-2024", other);
        Assert.Equal((0, "基本信息 / 版本 / 内容：1 → 2\n"), (run.ExitCode, run.Output));
    }

    [Theory]
    [InlineData(2, "没有命令 chek。是不是要用 check？\n用法见：ri pack --help\n", "pack", "chek")]
    [InlineData(2, "多余的内容：fengyan-2024。", "pack", "new", "fengyan-2024", "2025")]
    [InlineData(2, "ri pack 后面缺少命令：check、show、new、diff、impact。\n", "pack")]
    [InlineData(2, "--year 应为 2000 到 2100 之间的整数。", "pack", "new", "--from", "fengyan-2024", "--year", "next")]
    [InlineData(2, "fengyan-2024 是 2024 年度的政策包，--year 应晚于 2024。", "pack", "new", "--from", "fengyan-2024", "--year", "2024")]
    [InlineData(1, "没有编号为“fengyan-2025”的政策包，也没有这个文件。现有政策包：fengyan-2024 ", "pack", "show", "fengyan-2025")]
    [InlineData(1, "没有编号为“nowhere”的政策包", "pack", "diff", "fengyan-2024", "nowhere")]
    [InlineData(1, "没有文件 nowhere.yaml。", "pack", "check", "nowhere.yaml")]
    [InlineData(1, "文件夹 nowhere 不存在，或其中没有政策包（*.yaml）。", "pack", "check", "--packs", "nowhere")]
    [InlineData(1, "文件夹 nowhere 不存在，或其中没有政策包（*.yaml）。", "quote", "--packs", "nowhere")]
    [InlineData(1, "无法读写文件：", "pack", "new", "--from", "fengyan-2024", "--year", "2025", "--out", "nowhere/x.yaml")]
    public async Task Words_that_do_not_fit_are_told_and_nothing_is_written(int exitCode, string sentence, params string[] words)
    {
        var run = await Ri.RunAsync(words);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(sentence, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id: a\nversion: 1\nt: {a: [1, 2\nb: 2\nc: {d: e, f", 3, "Not valid YAML:")]
    [InlineData("", 1, "The file must hold exactly one pack.")]
    [InlineData("hello", 1, "This is no pack")]
    public async Task What_is_no_pack_is_refused_with_its_line(string text, int line, string sentence)
    {
        var bad = File("bad.yaml");
        await System.IO.File.WriteAllTextAsync(bad, text, Ct);
        var run = await Ri.RunAsync(input: null, "en_US.UTF-8", ["pack", "check", bad]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"{bad}:{line}: {sentence}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pack_that_an_editor_saved_in_another_encoding_is_refused()
    {
        var bad = File("bad.yaml");
        await System.IO.File.WriteAllBytesAsync(bad, [.. "id: a-2024\ntitle: "u8, 0xb7, 0xe5], Ct);
        Assert.Equal($"{bad}:2: 这一行不是 UTF-8 文字，请将文件另存为 UTF-8 编码。\n", (await Ri.RunAsync("pack", "check", bad)).Error);
    }

    [Fact]
    public async Task A_folder_of_packs_is_checked_whole_and_quotes_refuse_a_faulty_one()
    {
        await System.IO.File.WriteAllTextAsync(File("b.yaml"), await System.IO.File.ReadAllTextAsync(Path.Combine(Packs, "lezhi-2024.yaml"), Ct), Ct);
        await System.IO.File.WriteAllTextAsync(File("a.yaml"), (await System.IO.File.ReadAllTextAsync(Path.Combine(Packs, "fengyan-2024.yaml"), Ct))
            .Replace("within: 90 days", "within: 90 weeks", StringComparison.Ordinal), Ct);
        var check = await Ri.RunAsync("pack", "check", folder.Path);
        var quote = await Ri.RunAsync(input: "{}\n", "zh_CN.UTF-8", ["quote", "--packs", folder.Path]);
        Assert.Equal((1, $"{File("b.yaml")}：可用。\n"), (check.ExitCode, check.Output));
        Assert.Matches($@"^{File("a.yaml")}:\d+: “90 weeks”的单位不对，应为：days。\n$", check.Error);
        Assert.Equal((1, "", check.Error), (quote.ExitCode, quote.Output, quote.Error));
    }

    [Fact]
    public async Task A_draft_does_not_overwrite_a_file()
    {
        var draft = File("draft.yaml");
        await System.IO.File.WriteAllTextAsync(draft, "work", Ct);
        var run = await Ri.RunAsync("pack", "new", "--from", "fengyan-2024", "--year", "2025", "--out", draft);
        Assert.Equal((1, $"文件 {draft} 已存在，没有覆盖。请换一个文件名，或先将其移走。\n"), (run.ExitCode, run.Error));
        Assert.Equal("work", await System.IO.File.ReadAllTextAsync(draft, Ct));
    }

    public void Dispose() => folder.Dispose();
}

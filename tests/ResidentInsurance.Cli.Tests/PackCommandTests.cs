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
        var line = text[..text.IndexOf("subsistence-allowance: civil-affairs", StringComparison.Ordinal)].Count(c => c == '\n') + 1;
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

    public void Dispose() => folder.Dispose();
}

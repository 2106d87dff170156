using Xunit;
using YamlDotNet.RepresentationModel;

namespace ResidentInsurance.Policy.Tests;

public sealed class PackToolsTests
{
    [Fact]
    public void A_pack_is_shown_as_tables_that_can_be_held_beside_its_notice()
    {
        var shown = PackTools.Show(Packs.Named("fengyan-2024"));

        Assert.Contains("居民一档        380   四（一）1", shown, StringComparison.Ordinal);
        Assert.Contains("财政补助        640   四（一）1 [G5]（暂定）", shown, StringComparison.Ordinal);
        Assert.Matches(@"4 +2024-07-01 +2024-12-31 +等待90日 @ 五 \[F1\] +个人承担 +— +四（一）2 \[F1\]", shown);
        Assert.Matches("持居住证的外地户籍居民 +南川区 +— +二（二）", shown);
        Assert.Matches(@"低保对象 +区民政局 +六（三） \[O5\]（通知未写明，取自部门职能） +区民政局", shown);
        Assert.Matches(@"公示联系电话 +71452950 +九（五）", shown);
        Assert.Matches(@"督查考核：纳入年度目标考核 +村（社区），2023年度 +九（五）", shown);
        Assert.Contains("500119.fengyan.01  峰岩乡      三教村    1589    1363", shown, StringComparison.Ordinal);
        Assert.Contains("每周 星期四 17:00 自 2023-11-02 排名", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fengyan-2024")]
    [InlineData("ruizhou-2024")]
    [InlineData("lishui-2023")]
    [InlineData("lezhi-2024")]
    [InlineData("lizi-2025")]
    public void Every_pack_passes_the_check_and_can_be_shown(string id)
    {
        Assert.Empty(PackTools.Check(Path.Combine(Packs.Folder, id + ".yaml")));

        var sections = PackTools.Sections(Packs.Named(id));

        Assert.All(sections, section => Assert.All(section.Rows, row =>
        {
            Assert.Equal(section.Columns.Count, row.Count);
            Assert.All(row, cell => Assert.DoesNotContain("{", cell, StringComparison.Ordinal));
        }));
        Assert.Contains("通知未写明", PackTools.Show(Packs.Named(id)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fengyan-2024", 2025)]
    [InlineData("ruizhou-2024", 2025)]
    [InlineData("lishui-2023", 2024)]
    [InlineData("lezhi-2024", 2025)]
    [InlineData("lizi-2025", 2028)]
    public void A_draft_is_refused_until_every_line_was_looked_at(string id, int year)
    {
        var draft = PackTools.Draft(Packs.Named(id), Packs.TextOf(id), year);

        var refused = Assert.Throws<PackRefusedException>(() => PackLibrary.Parse("draft.yaml", draft));
        Assert.All(refused.Faults, fault => Assert.Equal("Draft", fault.Code));
        Assert.Equal(draft.Split('\n').Count(line => line.EndsWith(PackTools.DraftMark, StringComparison.Ordinal)), refused.Faults.Count);

        var pack = PackLibrary.Parse("draft.yaml", draft.Replace(PackTools.DraftMark, "", StringComparison.Ordinal));
        Assert.Equal((id[..^4] + year, 1, year), (pack.Id.Value, pack.Version, pack.Year));
        Assert.Equal(new DateOnly(year, 12, 31), pack.Data.LastDay.On);
    }

    [Theory]
    [InlineData("fengyan-2024")]
    [InlineData("ruizhou-2024")]
    [InlineData("lishui-2023")]
    [InlineData("lezhi-2024")]
    [InlineData("lizi-2025")]
    public void A_draft_marks_every_line_that_says_something_and_no_other(string id)
    {
        var before = Packs.TextOf(id).TrimEnd('\n').Split('\n');
        var after = PackTools.Draft(Packs.Named(id), Packs.TextOf(id), 2030).TrimEnd('\n').Split('\n');

        Assert.Equal(before.Length, after.Length);
        var says = ValueLines(Packs.TextOf(id));
        for (var i = 0; i < before.Length; i++)
        {
            var writtenByTheCommand = before[i].Split(':')[0] is "id" or "version" or "year";
            var expected = !writtenByTheCommand && (says.Contains(i + 1) || before[i].StartsWith('#'));
            Assert.True(expected == after[i].EndsWith("  " + PackTools.DraftMark, StringComparison.Ordinal), after[i]);
        }
    }

    // The lines on which the parser finds a value: not how the command finds them.
    private static HashSet<long> ValueLines(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        var keys = yaml.Documents[0].AllNodes.OfType<YamlMappingNode>().SelectMany(mapping => mapping.Children.Keys)
            .Select(key => key.Start.Index).ToHashSet();
        return [.. yaml.Documents[0].AllNodes.OfType<YamlScalarNode>()
            .Where(node => !keys.Contains(node.Start.Index)).Select(node => (long)node.Start.Line)];
    }

    [Fact]
    public void What_the_year_is_written_like_does_not_hinder_a_draft()
    {
        var text = Packs.TextOf("fengyan-2024")
            .Replace("year: 2024", "year: \"2024\"  # 年度", StringComparison.Ordinal)
            .Replace("id: fengyan-2024", "id: 'fengyan'", StringComparison.Ordinal)
            .Replace("on: 2023-11-30", "on: 9999-12-31", StringComparison.Ordinal);

        var lines = PackTools.Draft(PackLibrary.Parse("quoted.yaml", text), text, 2025).Split('\n');

        Assert.Contains("year: 2025", lines);
        Assert.Contains("id: fengyan-2025", lines);
    }

    [Fact]
    public void A_draft_moves_dates_and_keeps_figures_and_comments()
    {
        var lines = PackTools.Draft(Packs.Named("fengyan-2024"), Packs.TextOf("fengyan-2024"), 2025).Split('\n');

        Assert.Contains("    - {from: 2025-01-01, to: 2025-02-28, start: next-month}  # 待核对", lines);
        Assert.Contains("      low: 342 yuan  # 待核对", lines);
        Assert.Contains("  at: 五  # 待核对", lines);
        Assert.Contains("# 人口为 2023 年统计人数。  # 待核对", lines);
        Assert.Contains("  - {at: 二（四）, who: talents-families}  # 待核对", lines);
        Assert.Contains("  certifier: {at: 六（三）, reading: O5, mark: borrowed, takenFrom: 部门职能}  # 待核对", lines);
        Assert.Contains("        orphan: civil-affairs  # 待核对", lines);
        Assert.Contains("subsidies:", lines);
        Assert.StartsWith("title: {zh: 峰岩乡2025年", lines.Single(line => line.StartsWith("title", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_corrected_pack_differs_in_the_cells_that_were_corrected()
    {
        var corrected = PackLibrary.Parse("v2.yaml", Packs.TextOf("fengyan-2024")
            .Replace("version: 1", "version: 2", StringComparison.Ordinal)
            .Replace("low: 342 yuan", "low: 350 yuan", StringComparison.Ordinal)
            .Replace("        family-planning-reward: health\n", "", StringComparison.Ordinal)
            .Replace("area: 南川区}", "area: 重庆市}", StringComparison.Ordinal)
            .Replace("task: 822}", "task: 823}", StringComparison.Ordinal)
            .Replace("9390 persons", "9391 persons", StringComparison.Ordinal));

        var differences = PackTools.Diff(Packs.Named("fengyan-2024"), corrected).Select(difference => difference.ToString()).ToList();

        Assert.Equal("基本信息 / 版本 / 内容：1 → 2", differences[0]);
        Assert.Contains("参保范围 / 持居住证的外地户籍居民 / 地域：南川区 → 重庆市", differences);
        Assert.Contains("资助参保（元） / 低保对象 / 一档：342 → 350", differences);
        Assert.Contains("资助参保（元） / 计生奖扶对象 / 一档：380 → —", differences);
        Assert.Contains("附表 / 500119.fengyan.06 / 任务数：822 → 823", differences);
        Assert.Contains("附表 / 合计（写明） / 任务数：9390 → 9391", differences);
        Assert.Empty(PackTools.Diff(corrected, corrected));
    }
}

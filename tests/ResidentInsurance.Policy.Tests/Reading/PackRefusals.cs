using Xunit;

namespace ResidentInsurance.Policy.Tests;

/// <summary>A good pack with one fault each: the line and the sentence that its writer reads.</summary>
public sealed class PackRefusals
{
    [Theory]
    [InlineData("high: 380 yuan = 100 % of low", "high: 756 yuan", "资助 756 元高于居民在该档次（high）的个人缴费 755 元。")]
    [InlineData("low: 342 yuan", "low: 342 yuan = 80 % of low", "380 元的 80 % 是 304 元，不是 342 元。")]
    [InlineData("low: 342 yuan", "low: 342 yuan = 90 per cent", "百分比写法不对（应如 315 yuan = 90 % of low）：342 yuan = 90 per cent")]
    [InlineData("low: 342 yuan", "low: 342", "“342”的单位不对，应为：yuan。")]
    [InlineData("low: 342 yuan", "low: 342 euro", "“342 euro”的单位不对，应为：yuan。")]
    [InlineData("low: 342 yuan", "low: lots yuan", "“low”不是数：lots yuan")]
    [InlineData("from: 2024-01-01, to: 2024-02-29", "from: 2023-12-31, to: 2024-02-29", "缴费时段重叠：2023-12-31 开始时，上一时段到 2023-12-31 才结束。")]
    [InlineData("from: 2024-01-01, to: 2024-02-29", "from: 2024-01-02, to: 2024-02-29", "2024-01-01 至 2024-01-01 没有缴费时段，也未在 gaps 中写明。")]
    [InlineData("from: 2024-01-01, to: 2024-02-29", "from: 2024-01-01, to: 2024-02-30", "“to”不是日期（应如 2023-10-01）：2024-02-30")]
    [InlineData("to: 2024-06-30 @ 四（一）1, start: 90 days", "to: 2024-06-30 @ 四（一）1, start: 90 weeks", "“90 weeks”的单位不对，应为：yuan, days, months, %, points, persons。")]
    [InlineData("from: 2023-10-01, to: 2023-12-31", "from: 2022-10-01, to: 2023-12-31", "2022-10-01 至 2023-12-31 不在 2024 年度或其上一年内。")]
    [InlineData("start: year-start @ 五, central: true", "start: year-start @ 五", "应有且只有一个集中参保期（central: true）。")]
    [InlineData("subsistence-margin: civil-affairs", "subsistence-marginal: civil-affairs", "不认识的身份类别“subsistence-marginal”。")]
    [InlineData("subsistence-margin: civil-affairs", "subsistence-margin: civil-affair", "部门“civil-affair”未在 departments 中列出。")]
    [InlineData("subsistence-margin: civil-affairs", "orphan: civil-affairs", "“orphan”重复。")]
    [InlineData("coverage: {at: 五, lastDay: 2024-12-31}", "coverage: {lastDay: 2024-12-31}", "“lastDay”没有写出处（at 或 @）。")]
    [InlineData("coverage: {at: 五, lastDay: 2024-12-31}", "coverage: {at: 五|六, lastDay: 2024-12-31}", "出处“五|六”含有不允许的字符“|”。")]
    [InlineData("coverage: {at: 五, lastDay: 2024-12-31}", "coverage: {at: 五, lastDay: 2025-12-31}", "2025-12-31 不在 2024 年度内。")]
    [InlineData("coverage: {at: 五, lastDay: 2024-12-31}", "coverage: {at: 五, lastDay: 2024-12-31, bonus: true}", "不认识的键“bonus”。")]
    [InlineData("name: 峰胜村, population: 1672, task: 1446", "name: 峰胜村, population: 1672, task: 1447", "写明的合计是 9390，相加得 9391。")]
    [InlineData("name: 峰胜村, population: 1672, task: 1446", "name: 峰中村, population: 1672, task: 1446", "“峰中村”重复。")]
    [InlineData("{code: \"05\"", "{code: \"04\"", "“500119.fengyan.04”重复。")]
    [InlineData("id: fengyan-2024", "id: Fengyan 2024", "不是有效的编号（小写字母、数字、连字符）：Fengyan 2024")]
    [InlineData("county: \"500119\"", "county: \"5001\"", "不是六位行政区划代码：5001")]
    [InlineData("inpatient: not-stated", "# inpatient", "缺少“inpatient”；通知没有写明的，写 not-stated。")]
    [InlineData("weekday: thursday", "weekday: thursdays", "不认识“thursdays”，可用：monday, tuesday, wednesday, thursday, friday, saturday, sunday。")]
    [InlineData("mark: provisional", "mark: borrowed", "“amount”标为 borrowed，须用 takenFrom 写明取自何处。")]
    [InlineData("zh: 区卫生健康委", "zh: 区卫生|健康委", "名称“区卫生|健康委”含有不允许的字符“|”。")]
    [InlineData("who: talents-families", "who: astronauts", "不认识“astronauts”，可用：residents, registered-residents,")]
    [InlineData("payer: certifier @ 六（三） (O5)", "payer: {at: 六（三）, is: certifier, by: cash}", "不认识的键“by”。")]
    [InlineData("mark: provisional", "mark: guessed", "不认识“guessed”，可用：stated, provisional, borrowed。")]
    [InlineData("zh: 区卫生健康委, en: the district health commission", "zh: 区卫生健康委", "缺少“en”；")]
    [InlineData("en: the district health commission", "en: 区卫生健康委", "“en”应写英文：区卫生健康委")]
    [InlineData("health: {zh: 区卫生健康委, en: the district health commission}", "health: 区卫生健康委", "“health”应写成“键: 值”的形式。")]
    [InlineData("tiers: {at: 四（一）1, low: 一档, high: 二档}", "tiers: {at: 四（一）1}", "“tiers”之下至少要写一项。")]
    [InlineData("year: 2024", "year: 24", "“year”不是年度（应如 2024）：24")]
    [InlineData("coverage: {at: 五, lastDay: 2024-12-31}", "coverage: {at: \" \", lastDay: 2024-12-31}", "“at”没有写值。")]
    [InlineData("lastDay: 2024-12-31", "lastDay: \"2024-12-31 @  \"", "“lastDay”没有写出处（at 或 @）。")]
    [InlineData("low: 342 yuan", "low: 79228162514264337593543950335 yuan", "“low”不是数：79228162514264337593543950335 yuan")]
    [InlineData("low: 342 yuan", "low: 342 yuan = 79228162514264337593543950335 % of low", "“low”的数过大：342 yuan = 79228162514264337593543950335 % of low")]
    [InlineData("start: 90 days", "start: 2147483647 days", "“start”的数过大：2147483647 days")]
    [InlineData("rate: 95 %", "rate: 9500 %", "“rate”的数过大：9500 %")]
    [InlineData("name: 峰胜村, population: 1672, task: 1446", "name: 峰胜村, population: 1672, task: 2147483647", "“task”的数过大：2147483647")]
    [InlineData("total: {population: 10973 persons, task: 9390 persons}", "total: {task: 9390 persons}", "缺少“population”；通知没有写明的，写 not-stated。")]
    [InlineData("newborns: {at: 三（二）", "newborns: [at: 三（二）", "不是有效的 YAML：")]
    public void A_pack_with_a_fault_is_refused_with_line_and_sentence(string good, string bad, string sentence)
    {
        var lines = Packs.TextOf("fengyan-2024").Split('\n').ToList();
        var line = lines.FindIndex(text => text.Contains(good, StringComparison.Ordinal));
        lines[line] = lines[line].Replace(good, bad, StringComparison.Ordinal);

        var refused = Assert.Throws<PackRefusedException>(() => PackLibrary.Parse("fengyan-2024.yaml", string.Join('\n', lines)));

        var fault = refused.Faults.First(candidate => candidate.Sentence().StartsWith(sentence, StringComparison.Ordinal));
        Assert.Equal("fengyan-2024.yaml", fault.File);
        Assert.InRange(fault.Line, 1, lines.Count);
        if (fault.Code is not ("AnnexSum" or "Missing" or "NotOneCentralWindow" or "NotYaml"))
        {
            Assert.Equal(line + 1, fault.Line);
        }
    }

    [Theory]
    [InlineData("financing: 1020 yuan", "financing: 1030 yuan", "写明的筹资标准是 1030 元，财政补助与个人缴费相加得 1020 元。")]
    [InlineData("remains: 60 yuan", "remains: 80 yuan", "写明个人缴费 80 元，个人缴费标准减去资助得 60 元。")]
    public void A_sum_or_rest_that_the_notice_states_too_must_come_out(string good, string bad, string sentence)
    {
        var refused = Assert.Throws<PackRefusedException>(() => PackLibrary.Parse("ruizhou.yaml",
            Packs.TextOf("ruizhou-2024").Replace(good, bad, StringComparison.Ordinal)));

        Assert.All(refused.Faults, fault => Assert.Equal(sentence, fault.Sentence()));
    }

    [Fact]
    public void All_faults_of_a_file_come_out_at_once_in_the_order_of_its_lines()
    {
        var text = Packs.TextOf("lizi-2025")
            .Replace("low: 15 yuan", "low: 15", StringComparison.Ordinal)
            .Replace("within: 90 days", "within: 90 months", StringComparison.Ordinal)
            .Replace("county: \"500230\"", "county: five", StringComparison.Ordinal);

        var refused = Assert.Throws<PackRefusedException>(() => PackLibrary.Parse("lizi.yaml", text));

        Assert.Equal(["BadCounty", "UnknownUnit", "UnknownUnit"], refused.Faults.Select(fault => fault.Code));
        Assert.Equal(refused.Faults.Select(fault => fault.Line).Order(), refused.Faults.Select(fault => fault.Line));
    }

    [Fact]
    public void Whatever_was_mistyped_is_refused_with_a_line_and_never_breaks_the_reader()
    {
        const string Typed = "[]{}:,\"'@|>-&*#%\n ()019";
        var (text, random) = (Packs.TextOf("ruizhou-2024"), new Random(3));
        for (var i = 0; i < 300; i++)
        {
            var mistyped = new System.Text.StringBuilder(text);
            for (var slips = random.Next(1, 6); slips > 0; slips--)
            {
                var at = random.Next(mistyped.Length - 12);
                mistyped.Remove(at, random.Next(12)).Insert(at, Typed[random.Next(Typed.Length)]);
            }

            try
            {
                PackLibrary.Parse("mistyped.yaml", mistyped.ToString());
            }
            catch (PackRefusedException refused)
            {
                Assert.All(refused.Faults, fault => Assert.NotEqual(0, fault.Line));
            }
        }
    }

    [Fact]
    public void A_declared_gap_between_windows_is_accepted()
    {
        var text = Packs.TextOf("fengyan-2024")
            .Replace("{from: 2024-01-01, to: 2024-02-29", "{from: 2024-01-03, to: 2024-02-29", StringComparison.Ordinal)
            .Replace("windows:\n  at: 五", "windows:\n  at: 五\n  gaps: [{from: 2024-01-01, to: 2024-01-02}]", StringComparison.Ordinal);

        var pack = PackLibrary.Parse("fengyan.yaml", text);

        var quote = pack.Quote(Contracts.Tier.Low, new DateOnly(2024, 1, 2), new PersonFacts { BirthDate = new DateOnly(1980, 1, 1) });
        Assert.Equal(Rejections.OutsideCollectionPeriod, quote.Rejection);
    }

    [Theory]
    [InlineData("{from: 2024-01-01, to: 2024-01-02, why: holiday}", "不认识的键“why”。")]
    [InlineData("{from: 2024-01-02, to: 2024-01-01}", "结束日 2024-01-01 早于开始日 2024-01-02。")]
    [InlineData("{from: 2024-01-01, to: 2024-01-02}, {from: 2024-03-10, to: 2024-03-11}", "2024-03-10 至 2024-03-11 不是两个缴费时段之间的全部间隔，不能写入 gaps。")]
    [InlineData("{from: 2024-01-01, to: 2024-01-02}, {from: 2025-01-01, to: 2025-01-02}", "2025-01-01 至 2025-01-02 不是两个缴费时段之间的全部间隔，不能写入 gaps。")]
    [InlineData("{from: 2024-01-01, to: 2024-01-01}", "2024-01-01 至 2024-01-01 不是两个缴费时段之间的全部间隔，不能写入 gaps。")]
    public void A_gap_that_does_not_lie_between_two_windows_is_refused_where_it_is_declared(string gaps, string sentence)
    {
        var text = Packs.TextOf("fengyan-2024")
            .Replace("{from: 2024-01-01, to: 2024-02-29", "{from: 2024-01-03, to: 2024-02-29", StringComparison.Ordinal)
            .Replace("windows:\n  at: 五", $"windows:\n  at: 五\n  gaps: [{gaps}]", StringComparison.Ordinal);

        var refused = Assert.Throws<PackRefusedException>(() => PackLibrary.Parse("fengyan.yaml", text));

        var line = text[..text.IndexOf("gaps:", StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        Assert.Contains((line, sentence), refused.Faults.Select(fault => (fault.Line, fault.Sentence())));
    }

    [Fact]
    public void A_total_that_the_notice_lacks_is_said_to_be_absent()
    {
        var pack = PackLibrary.Parse("fengyan.yaml", Packs.TextOf("fengyan-2024").Replace(
            "total: {population: 10973 persons, task", "total: {population: not-stated, task", StringComparison.Ordinal));

        Assert.Equal((null, 9390), (pack.Annex.PopulationTotal, pack.Annex.TaskTotal));
    }

    [Fact]
    public void A_wrong_figure_of_a_row_is_told_once_and_not_for_each_of_its_categories()
    {
        var refused = Assert.Throws<PackRefusedException>(() => PackLibrary.Parse("fengyan.yaml",
            Packs.TextOf("fengyan-2024").Replace("low: 266 yuan", "low: 381 yuan", StringComparison.Ordinal)));

        Assert.Equal("SubsidyAboveContribution", Assert.Single(refused.Faults).Code);
    }

    [Fact]
    public void A_faults_sentence_is_there_in_English_too()
    {
        var fault = new PackFault("a.yaml", 3, "UnknownCategory", ["orphans"]);

        Assert.Equal("a.yaml:3: 不认识的身份类别“orphans”。", fault.ToString());
        Assert.Equal("Unknown identity category 'orphans'.", fault.Sentence(System.Globalization.CultureInfo.GetCultureInfo("en")));
    }
}

using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.EndToEnd;

/// <summary>What a user is told, and that nothing else happened. County 12.</summary>
public sealed class BadInputTests(RunningInstance instance)
{
    private const int Number = 12;
    private const string Header = "电子税票号码,明细序号,业务类型,证件号码,姓名,缴费年度,档次,缴费金额,缴费时间,区划代码";
    private const string Person = "500000199001010016"; // generated: no division 500000 exists

    private static readonly string Campaign = RunningInstance.Campaign(Number);

    [Fact]
    public async Task Broken_rows_come_back_in_a_file_that_can_be_corrected_and_sent()
    {
        using var folder = new TestFolder();
        var payments = Write(folder, "payments.csv", Header,
            $"91001,1,缴费,{Person},测试1,2024,一档,380,2023-11-02 09:00:00,{RunningInstance.County(Number)}",
            $"91002,1,缴费,500000199001010011,测试1,2024,一档,380,2023-11-02 09:00:00,{RunningInstance.County(Number)}",
            $"91003,1,缴费,{Person},测试1,2024,,380,2023-11-02 09:00:00,{RunningInstance.County(Number)}",
            $"91004,1,缴费,{Person},测试1,2024,一档");

        var (code, text, error) = await instance.RiAsync("send", "--campaign", Campaign, payments, "--wait");

        Assert.Equal(3, code);
        Assert.Matches(@"payments\.csv\s+征缴明细\s+4\s+1\s+0\s+3", text);
        Assert.Contains("有 3 行未被接收，已写入", error, StringComparison.Ordinal);
        var rejected = await File.ReadAllLinesAsync(Path.Combine(folder.Path, "payments.rejected.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(Header + ",原因", rejected[0]);
        Assert.EndsWith("第3行：“证件号码”无效：位数、出生日期或校验码不对。", rejected[1], StringComparison.Ordinal);
        Assert.EndsWith("第4行：本次参保有两个档次，该行没有写明档次。", rejected[2], StringComparison.Ordinal);
        Assert.Contains("可能被截断", rejected[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_a_wrong_header_is_refused_whole()
    {
        using var folder = new TestFolder();
        var file = Write(folder, "wrong.csv", "甲,乙", "1,2");

        var (code, _, error) = await instance.RiAsync("send", "--campaign", Campaign, file);

        Assert.Equal(1, code);
        Assert.Contains("无法从表头识别文件种类", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_control_totals_refuse_the_file_and_nothing_takes_effect()
    {
        using var folder = new TestFolder();
        var file = Write(folder, "totals.csv", Header,
            $"92001,1,缴费,{Person},测试1,2024,一档,380,2023-11-02 09:00:00,{RunningInstance.County(Number)}", "合计,2,760");

        var (code, _, error) = await instance.RiAsync("send", "--campaign", Campaign, file);

        Assert.Equal(1, code);
        Assert.Contains("合计不符：合计行写明 2 笔 760 元，明细共 1 笔 380 元", error, StringComparison.Ordinal);

        // Its row is new to the system when it comes with the right totals.
        var corrected = Write(folder, "corrected.csv", Header,
            $"92001,1,缴费,{Person},测试1,2024,一档,380,2023-11-02 09:00:00,{RunningInstance.County(Number)}", "合计,1,380");
        var again = await instance.RiAsync("send", "--campaign", Campaign, corrected, "--wait");
        Assert.Matches(@"corrected\.csv\s+征缴明细\s+1\s+1\s+0\s+0", again.Out);
    }

    [Fact]
    public async Task A_payment_of_another_year_is_rejected_with_the_year()
    {
        using var folder = new TestFolder();
        var file = Write(folder, "year.csv", Header,
            $"93001,1,缴费,{Person},测试1,2023,一档,380,2023-11-02 09:00:00,{RunningInstance.County(Number)}");

        var (code, _, _) = await instance.RiAsync("send", "--campaign", Campaign, file);

        Assert.Equal(3, code);
        Assert.Contains("缴费年度是 2023 年",
            await File.ReadAllTextAsync(Path.Combine(folder.Path, "year.rejected.csv"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_contents_of_one_payment_count_for_nothing_until_a_person_chooses()
    {
        const string Payer = "500000198505050025";
        using var folder = new TestFolder();
        var register = Write(folder, "residents.csv", "证件号码,姓名,村(社区)", $"{Payer},测试2,三教村");
        var first = Write(folder, "first.csv", Header,
            $"94001,1,缴费,{Payer},测试2,2024,一档,380,2023-11-02 09:00:00,{RunningInstance.County(Number)}");
        var second = Write(folder, "second.csv", Header,
            $"94001,1,缴费,{Payer},测试2,2024,一档,300,2023-11-02 09:00:00,{RunningInstance.County(Number)}");
        await instance.RiAsync("send", "--campaign", Campaign, register, first, second, "--wait");

        Assert.Contains("\"enrolled\":false", await LineAsync(Payer), StringComparison.Ordinal);
        Assert.Contains("\"exceptions\":[\"conflicting-payment\"]", await LineAsync(Payer), StringComparison.Ordinal);

        using var client = instance.Client("payment-ingestion", ServiceDefaults.ActorRole.Operator);
        using var chosen = await client.PostAsync($"/campaigns/{Campaign}/payments/choices",
            new StringContent("""{"receipt":"94001","line":1,"kind":"payment","content":0}""", System.Text.Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
        Assert.True(chosen.IsSuccessStatusCode, await chosen.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await Eventually.True(async () => (await LineAsync(Payer)).Contains("\"enrolled\":true", StringComparison.Ordinal), "the choice counts");
    }

    [Fact]
    public async Task An_unknown_campaign_is_named()
    {
        using var folder = new TestFolder();
        var file = Write(folder, "residents.csv", "证件号码,姓名,村(社区)", $"{Person},测试1,三教村");

        var (code, _, error) = await instance.RiAsync("send", "--campaign", "nowhere-2024", file);

        Assert.Equal(1, code);
        Assert.Contains("没有参保征缴“nowhere-2024”", error, StringComparison.Ordinal);
    }

    private async Task<string> LineAsync(string number) =>
        (await instance.RiAsync("enrollments", "--campaign", Campaign, "--json", "--reveal", "测试")).Out.Split('\n')
        .Single(line => line.Contains(number, StringComparison.Ordinal));

    private static string Write(TestFolder folder, string name, params string[] lines)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}

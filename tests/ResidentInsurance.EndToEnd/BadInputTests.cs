using System.Text;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.EndToEnd;

/// <summary>What a user is told, and that nothing else happened. County 12.</summary>
[Collection("county 12")]
public sealed class BadInputTests(RunningInstance instance)
{
    private const int Number = 12;
    private const string Header = "电子税票号码,明细序号,业务类型,证件号码,姓名,缴费年度,档次,缴费金额,缴费时间,区划代码";
    private const string Person = "500000199001010016"; // generated: no division 500000 exists

    private static readonly string Campaign = RunningInstance.Campaign(Number);
    private static readonly string County = RunningInstance.County(Number);
    private static readonly string GoodRow = $"96001,1,缴费,{Person},测试1,2024,一档,380,2023-11-02 09:00:00,{County}";

    [Fact]
    public async Task Broken_rows_come_back_in_a_file_that_can_be_corrected_and_sent()
    {
        const string Payer = "500000196606060055";
        using var folder = new TestFolder();
        var register = Write(folder, "residents.csv", "证件号码,姓名,村(社区)", $"{Payer},测试4,三教村");
        var payments = Write(folder, "payments.csv", Header,
            $"91001,1,缴费,{Payer},测试4,2024,一档,95,2023-11-02 09:00:00,{County}",
            $"91002,1,缴费,500000196606060051,测试4,2024,一档,95,2023-11-02 09:00:00,{County}",
            $"91003,1,缴费,{Payer},测试4,2024,,95,2023-11-02 09:00:00,{County}",
            $"91004,1,缴费,{Payer},测试4,2024,一档");

        var (code, text, error) = await instance.RiAsync("send", "--campaign", Campaign, register, payments, "--wait");

        Assert.Equal(3, code);
        Assert.Matches(@"payments\.csv\s+征缴明细\s+4\s+1\s+0\s+3", text);
        var path = Path.Combine(folder.Path, "payments.rejected.csv");
        Assert.Contains($"payments.csv：有 3 行未被接收，已写入 {path}，改正后可直接发送该文件。", error, StringComparison.Ordinal);
        var rejected = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(Header + ",原因", rejected[0]);
        Assert.EndsWith(",第3行：“证件号码”无效：位数、出生日期或校验码不对。", rejected[1], StringComparison.Ordinal);
        Assert.EndsWith(",第4行：本次参保有两个档次，该行没有写明档次。", rejected[2], StringComparison.Ordinal);
        Assert.EndsWith(",第5行：该行只有 7 列，表头有 10 列，可能被截断。", rejected[3], StringComparison.Ordinal);
        Assert.Contains("\"paid\":95,", await LineAsync(Payer), StringComparison.Ordinal);

        var corrected = Write(folder, "payments.rejected.csv", rejected[0],
            rejected[1].Replace("500000196606060051", Payer, StringComparison.Ordinal),
            rejected[2].Replace(",2024,,", ",2024,一档,", StringComparison.Ordinal),
            rejected[3].Replace(",一档,", $",一档,95,2023-11-02 09:00:00,{County},", StringComparison.Ordinal));
        var again = await instance.RiAsync("send", "--campaign", Campaign, corrected, "--wait");

        Assert.Equal(0, again.Code);
        Assert.Matches(@"payments\.rejected\.csv\s+征缴明细\s+3\s+3\s+0\s+0", again.Out);
        Assert.Contains("\"paid\":380,", await LineAsync(Payer), StringComparison.Ordinal);
        Assert.Contains("\"enrolled\":true", await LineAsync(Payer), StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> RefusedFiles() => new()
    {
        { "无法从表头识别文件种类：第一行应为列名，如“证件号码”“缴费金额”“对象类别”。", Encoding.UTF8.GetBytes("甲,乙\n1,2\n") },
        {
            "第3行有不符合 UTF-8 编码的字节，文件可能损坏或混用了编码。请另存为 UTF-8 后重新发送。",
            [.. Encoding.UTF8.GetBytes($"{Header}\n{GoodRow}\n"), .. "96002,1,"u8, 0xBD, 0xC9, 0xB7, 0xD1] // 缴费 in GB18030
        },
        { "文件在第3行的一个字符中间中断，传输不完整。请重新导出后发送。", Encoding.UTF8.GetBytes($"{Header}\n{GoodRow}\n96002,1,缴费")[..^1] },
        {
            "合计不符：合计行写明 2 笔 760 元，明细共 1 笔 380 元。整个文件未被接收，请核对是否缺行或重复。",
            Encoding.UTF8.GetBytes($"{Header}\n{GoodRow}\n合计,2,760\n")
        },
    };

    [Theory]
    [MemberData(nameof(RefusedFiles))]
    public async Task A_file_that_cannot_be_trusted_is_refused_whole(string reason, byte[] content)
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "refused.csv");
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        var heads = await instance.HeadsAsync(County);

        var (code, text, error) = await instance.RiAsync("send", "--campaign", Campaign, file, "--wait");

        Assert.Equal((1, $"refused.csv：{reason}\n"), (code, error));
        Assert.Matches(@"refused\.csv\s+(征缴明细|—)\s+未接收\n", text);
        Assert.Equal(heads, await instance.HeadsAsync(County));
    }

    [Fact]
    public async Task A_file_with_the_right_totals_is_taken_and_its_second_copy_changes_nothing()
    {
        using var folder = new TestFolder();
        var file = Write(folder, "copy.csv", Header,
            $"92001,1,缴费,{Person},测试1,2024,一档,380,2023-11-02 09:00:00,{County}",
            $"92002,1,缴费,{Person},测试1,2024,一档,380,2023-11-02 09:00:00,{County}", "合计,2,760");

        var first = await instance.RiAsync("send", "--campaign", Campaign, file, "--wait");
        var (heads, line) = (await instance.HeadsAsync(County), await LineAsync(Person));
        var second = await instance.RiAsync("send", "--campaign", Campaign, file, "--wait");

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Matches(@"copy\.csv\s+征缴明细\s+2\s+2\s+0\s+0", first.Out);
        Assert.Matches(@"copy\.csv\s+征缴明细\s+2\s+0\s+2\s+0", second.Out);
        Assert.Equal(heads, await instance.HeadsAsync(County));
        Assert.Equal(line, await LineAsync(Person));
    }

    [Fact]
    public async Task A_payment_of_another_year_is_rejected_with_the_year()
    {
        using var folder = new TestFolder();
        var file = Write(folder, "year.csv", Header,
            $"93001,1,缴费,{Person},测试1,2023,一档,380,2023-11-02 09:00:00,{County}");

        var (code, _, _) = await instance.RiAsync("send", "--campaign", Campaign, file);

        Assert.Equal(3, code);
        Assert.EndsWith(",第2行：缴费年度是 2023 年，不属于本次参保，也没有已开启的对应年度。\r\n",
            await File.ReadAllTextAsync(Path.Combine(folder.Path, "year.rejected.csv"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_contents_of_one_payment_count_for_nothing_until_a_person_chooses()
    {
        const string Payer = "500000198505050025";
        using var folder = new TestFolder();
        var register = Write(folder, "residents.csv", "证件号码,姓名,村(社区)", $"{Payer},测试2,三教村");
        var first = Write(folder, "first.csv", Header,
            $"94001,1,缴费,{Payer},测试2,2024,一档,380,2023-11-02 09:00:00,{County}");
        var second = Write(folder, "second.csv", Header,
            $"94001,1,缴费,{Payer},测试2,2024,一档,300,2023-11-02 09:00:00,{County}");
        await instance.RiAsync("send", "--campaign", Campaign, register, first, second, "--wait");

        Assert.Contains("\"enrolled\":false", await LineAsync(Payer), StringComparison.Ordinal);
        Assert.Contains("\"exceptions\":[\"conflicting-payment\"]", await LineAsync(Payer), StringComparison.Ordinal);
        var table = (await instance.RiAsync("enrollments", "--campaign", Campaign, "--reveal", "测试")).Out;
        Assert.Matches($@"(?m)^{Payer} +三教村 +否 .* 同一税票内容不一致$", table);

        using var client = instance.Client("payment-ingestion", ServiceDefaults.ActorRole.Operator);
        using var chosen = await client.PostAsync($"/campaigns/{Campaign}/payments/choices",
            new StringContent("""{"receipt":"94001","line":1,"kind":"payment","content":0}""", Encoding.UTF8, "application/json"),
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

        Assert.Equal((1, "没有参保征缴“nowhere-2024”。\n"), (code, error));
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

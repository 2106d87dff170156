namespace ResidentInsurance.Cli.Tests;

public sealed class PackImpactCommandTests
{
    private const string Difference =
        """
        {"difference":{"residentKey":"k1","village":"峰中村","before":{"enrolled":true,"tier":"low","due":38,"coverage":{"from":"2024-01-01","to":"2024-12-31"},"refundDue":0,"exceptions":[]},"after":{"enrolled":true,"tier":"high","subsidyCategory":"orphan","due":30,"coverage":{"from":"2024-01-01","to":"2024-12-31"},"refundDue":8,"exceptions":["overpaid"]}}}
        """;

    private const string Result = """{"result":{"compared":128,"different":1}}""";

    [Fact]
    public async Task A_difference_names_what_changes_and_nothing_else()
    {
        var text = await PrintedAsync($"{Difference}\n{Result}\n", json: false);

        Assert.Contains("k1", text, StringComparison.Ordinal);
        Assert.Contains("档次 一档 → 二档；资助类别 — → 孤儿；应缴 38 → 30；应退 0 → 8；异常 — → 多缴\n", text, StringComparison.Ordinal);
        Assert.EndsWith("比较 128 人，其中 1 人的结果不同。", text.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_are_passed_on_as_they_are() =>
        Assert.Equal($"{Difference}\n{Result}\n", (await PrintedAsync($"{Difference}\n{Result}\n", json: true)).ReplaceLineEndings("\n"));

    [Fact]
    public async Task An_answer_that_breaks_off_is_no_result() =>
        await Assert.ThrowsAsync<CliException>(() => PrintedAsync(Difference, json: false));

    private static async Task<string> PrintedAsync(string lines, bool json)
    {
        using var input = new StringReader(lines);
        await using var output = new StringWriter();
        Assert.Equal(0, await PackImpactCommand.PrintAsync(input, output, json, TestContext.Current.CancellationToken));
        return output.ToString();
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace ResidentInsurance.Policy.Tests;

public sealed class QuoteLineAnswers
{
    private const string Good =
        """{"caseId":"a","campaign":"fengyan-2024","tier":"low","paidOn":"2024-03-01","person":{"birthDate":"1980-05-01"}}""";

    public static TheoryData<string> Files() =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "cases"), "*.jsonl").Order().Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_case_is_answered_in_order_with_the_fields_that_it_expects(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "cases", file)).Where(line => line.Length > 0).ToArray();
        var answers = Answers(string.Join('\n', lines));

        Assert.Equal(lines.Length, answers.Count);
        foreach (var (line, answer) in lines.Zip(answers))
        {
            var question = JsonNode.Parse(line)!;
            Assert.Equal(question["caseId"]!.GetValue<string>(), answer["caseId"]!.GetValue<string>());
            foreach (var (field, value) in question["expected"]!.AsObject())
            {
                Assert.True(JsonNode.DeepEquals(value, answer[field]), $"{answer["caseId"]}: {field}");
            }
        }
    }

    [Fact]
    public void An_answer_has_its_reasons_with_places_and_sentences()
    {
        var reasons = Assert.Single(Answers(Good))["reasons"]!.AsArray();

        Assert.Equal(["contribution", "coverage.from", "coverage.to"], reasons.Select(reason => reason!["explains"]!.GetValue<string>()));
        Assert.Equal(
            """{"explains":"coverage.from","rule":"waiting-days","place":"五","reading":"F1, G2","date":"2024-05-31","zh":"2024年3月1日缴费，设90日待遇等待期，自2024年5月31日起享受待遇。","en":"Paid on 1 March 2024: after a waiting period of 90 days cover begins on 31 May 2024."}""",
            reasons[1]!.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Theory]
    [InlineData("not json", null, "这一行不是有效的 JSON。")]
    [InlineData("", null, "这一行不是有效的 JSON。")]
    [InlineData("[1,", null, "应为 JSON 对象。")]
    [InlineData("17", null, "应为 JSON 对象。")]
    [InlineData("""{"caseId":"x","campaign":""", "x", "这一行不是有效的 JSON。")]
    [InlineData("""{"caseId":"x"} {}""", "x", "这一行不是有效的 JSON。")]
    [InlineData("""{"caseId":"x"}""", "x", "缺少“campaign”。")]
    [InlineData("""{"colour":"red","caseId":"x"}""", "x", "不认识的字段“colour”。")]
    [InlineData("""{"caseId":{"a":1}}""", null, "“caseId”应为文字。")]
    [InlineData("""{"caseId":"x","campaign":"fengyan-2024","tier":1}""", "x", "“tier”应为文字。")]
    [InlineData("""{"caseId":"x","paidOn":"2024-02-30"}""", "x", "“paidOn”不是有效日期（应如 2024-03-05）：2024-02-30")]
    [InlineData("""{"caseId":"x","paidOn":"2024-2-3"}""", "x", "“paidOn”不是有效日期（应如 2024-03-05）：2024-2-3")]
    [InlineData("""{"caseId":"x","person":{"birthDate":"yesterday"}}""", "x", "“birthDate”不是有效日期（应如 2024-03-05）：yesterday")]
    [InlineData("""{"caseId":"x","person":[]}""", "x", "应为 JSON 对象。")]
    [InlineData("""{"caseId":"x","person":{"name":"测试1"}}""", "x", "不认识的字段“person.name”。")]
    [InlineData("""{"caseId":"x","person":{"group":"worker"}}""", "x", "不认识的人员类别“worker”。")]
    [InlineData("""{"caseId":"x","person":{"freshman":"yes"}}""", "x", "“freshman”应为 true 或 false。")]
    [InlineData("""{"caseId":"x","person":{"lastCoveredYear":2023.5}}""", "x", "“lastCoveredYear”应为年份。")]
    [InlineData("""{"caseId":"x","person":{"identities":{}}}""", "x", "“identities”应为列表。")]
    [InlineData("""{"caseId":"x","person":{"identities":[7]}}""", "x", "应为 JSON 对象。")]
    [InlineData("""{"caseId":"x","person":{"identities":[{"category":"rich"}]}}""", "x", "不认识的身份类别“rich”。")]
    [InlineData("""{"caseId":"x","person":{"identities":[{"category":"orphan"}]}}""", "x", "缺少“from”。")]
    [InlineData("""{"caseId":"x","person":{"identities":[{"category":"orphan","from":"2024-13-01"}]}}""", "x", "“from”不是有效日期（应如 2024-03-05）：2024-13-01")]
    [InlineData("""{"caseId":"x","person":{"identities":[{"since":"2024-01-01"}]}}""", "x", "不认识的字段“identities.since”。")]
    [InlineData("""{"caseId":"x","person":{"circumstances":[{"kind":"won-a-prize","on":"2024-01-01"}]}}""", "x", "不认识的特殊情形“won-a-prize”。")]
    [InlineData("""{"caseId":"x","person":{"circumstances":[{"on":"2024-01-01"}]}}""", "x", "缺少“kind”。")]
    [InlineData("""{"caseId":"x","campaign":"\ud800"}""", "x", "这一行不是有效的 JSON。")]
    [InlineData("""{"caseId":"x","tier":"low","tier":"low"}""", "x", "字段“tier”写了两次。")]
    [InlineData("""{"caseId":"x","tier":null,"ti\u0065r":"low"}""", "x", "字段“tier”写了两次。")]
    [InlineData("""{"caseId":"y","caseId":"x"}""", "x", "字段“caseId”写了两次。")]
    [InlineData("""{"caseId":"x","expected":{},"expected":{}}""", "x", "字段“expected”写了两次。")]
    [InlineData("""{"caseId":"x","paidOn":"2024-03-01","paidOn":"yesterday"}""", "x", "字段“paidOn”写了两次。")]
    [InlineData("""{"caseId":"x","person":{"birthDate":"1980-05-01"},"person":{}}""", "x", "字段“person”写了两次。")]
    [InlineData("""{"caseId":"x","person":{"freshman":true,"freshman":false}}""", "x", "字段“freshman”写了两次。")]
    [InlineData("""{"caseId":"x","person":{"identities":[],"identities":7}}""", "x", "字段“identities”写了两次。")]
    [InlineData("""{"caseId":"x","person":{"identities":[{"category":"orphan","from":"2024-01-01","category":"rich"}]}}""", "x", "字段“category”写了两次。")]
    [InlineData("""{"caseId":"x","person":{"circumstances":[{"kind":"released","on":null,"on":"2024-01-01"}]}}""", "x", "字段“on”写了两次。")]
    public void A_line_that_cannot_be_read_is_answered_and_the_rest_goes_on(string line, string? caseId, string detail)
    {
        var answers = Answers(line + "\n" + Good);

        Assert.Equal(2, answers.Count);
        Assert.Equal(caseId, answers[0]["caseId"]?.GetValue<string>());
        Assert.False(answers[0]["accepted"]!.GetValue<bool>());
        Assert.Equal("invalid-question", answers[0]["rejection"]!.GetValue<string>());
        Assert.Equal(detail, answers[0]["detail"]!.GetValue<string>());
        Assert.True(answers[1]["accepted"]!.GetValue<bool>());
    }

    [Fact]
    public void What_was_expected_is_not_looked_at()
    {
        var answer = Assert.Single(Answers(Good.Replace("}}", "},\"expected\":{\"due\":[1,{\"x\":null}]}}", StringComparison.Ordinal)));

        Assert.Equal(380, answer["due"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("\"campaign\":\"fengyan-2024\"", "\"campaign\":\"Nowhere 2024\"", "unknown-campaign")]
    [InlineData("\"tier\":\"low\"", "\"tier\":\"middle\"", "unknown-tier")]
    public void An_unknown_campaign_or_tier_is_no_fault_of_the_line(string good, string bad, string rejection) =>
        Assert.Equal(rejection, Assert.Single(Answers(Good.Replace(good, bad, StringComparison.Ordinal)))["rejection"]!.GetValue<string>());

    [Fact]
    public void An_unknown_campaign_has_no_other_field() => Assert.Equal(
        """{"caseId":"a","accepted":false,"rejection":"unknown-campaign"}""",
        Text(Good.Replace("fengyan", "nowhere", StringComparison.Ordinal), 1 << 16).TrimEnd());

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Lines_are_the_same_however_the_stream_is_cut(int chunk)
    {
        var input = "\uFEFF" + string.Join("\r\n", Enumerable.Range(0, 300).Select(i => Good.Replace("\"a\"", $"\"第{i}行\"", StringComparison.Ordinal)));

        var answers = Text(input, chunk).TrimEnd('\n').Split('\n');

        Assert.Equal(300, answers.Length);
        Assert.All(answers, (answer, i) => Assert.StartsWith($"{{\"caseId\":\"第{i}行\",\"accepted\":true", answer, StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_beyond_the_limit_is_refused_and_costs_no_other_line()
    {
        var endless = "{\"caseId\":\"" + new string('x', QuoteLines.LineLimitBytes * 2) + "\"}";

        var answers = Answers(Good + "\n" + endless + "\n" + Good + "\n" + endless);

        Assert.Equal(["", "invalid-question", "", "invalid-question"], answers.Select(answer => answer["rejection"]?.GetValue<string>() ?? ""));
        Assert.Equal("这一行超过 1 MiB。", answers[1]["detail"]!.GetValue<string>());
    }

    [Fact]
    public void A_line_that_is_not_UTF_8_is_refused()
    {
        using var output = new MemoryStream();
        using var lines = new QuoteLines(Packs.Library);
        using var input = new MemoryStream([0x7B, 0xC8, 0xCB, 0x7D, 0x0A]);

        Assert.Equal(1, lines.Run(input, output, TestContext.Current.CancellationToken));

        Assert.Contains("不是 UTF-8", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void One_question_is_answered_with_one_answer_and_a_list_with_a_list()
    {
        using var lines = new QuoteLines(Packs.Library);

        string Answer(string question) => Encoding.UTF8.GetString(lines.Answer(Encoding.UTF8.GetBytes(question)).Span);

        Assert.Equal(380, JsonNode.Parse(Answer(Good))!["due"]!.GetValue<int>());
        Assert.Equal(["a", null, "a"], JsonNode.Parse(Answer($" [{Good}, 17,{Good}]"))!.AsArray().Select(answer => answer!["caseId"]?.GetValue<string>()));
        Assert.Equal("[]", Answer("[]"));
        Assert.Equal("invalid-question", JsonNode.Parse(Answer($"[{Good}"))!["rejection"]!.GetValue<string>());
        Assert.Equal("invalid-question", JsonNode.Parse(Answer($"[{Good}] and more"))!["rejection"]!.GetValue<string>());
        Assert.Equal("invalid-question", JsonNode.Parse(Answer($"[{Good}][{Good}]"))!["rejection"]!.GetValue<string>());
        Assert.Single(JsonNode.Parse(Answer($"[{Good}]\r\n"))!.AsArray());
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over_before_one_question_and_before_a_list()
    {
        using var lines = new QuoteLines(Packs.Library);

        JsonNode Answer(string question) => JsonNode.Parse(lines.Answer(Encoding.UTF8.GetBytes("\uFEFF" + question)).Span)!;

        Assert.Equal(380, Answer(Good)["due"]!.GetValue<int>());
        Assert.Equal(380, Answer($"[{Good}]")[0]!["due"]!.GetValue<int>());
    }

    private static List<JsonNode> Answers(string input) =>
        [.. Text(input, 1 << 16).TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!)];

    private static string Text(string input, int chunk)
    {
        using var lines = new QuoteLines(Packs.Library);
        using var output = new MemoryStream();
        using var source = new ChoppedStream(Encoding.UTF8.GetBytes(input), chunk);
        lines.Run(source, output, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>Delivers its bytes in pieces, as a pipe does.</summary>
    private sealed class ChoppedStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, chunk));
    }
}

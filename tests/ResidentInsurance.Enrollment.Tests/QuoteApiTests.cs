using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ResidentInsurance.Policy;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>Quotes over HTTP, on a Kestrel that has nothing else.</summary>
public sealed class QuoteApiTests : IAsyncLifetime
{
    private static readonly PackLibrary Packs = PackLibrary.Load(Path.Combine(AppContext.BaseDirectory, "packs"));
    private static readonly string[] Cases =
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "cases"), "*.jsonl").Order(StringComparer.Ordinal)
            .SelectMany(File.ReadLines).Where(line => line.Length > 0),
    ];

    private readonly HttpClient client = new();
    private WebApplication? app;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("urls", "http://127.0.0.1:0")]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Packs);
        app = builder.Build();
        app.MapQuotes();
        await app.StartAsync(Ct);
        client.BaseAddress = new Uri(app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/json")]
    public async Task Every_case_as_lines_comes_to_what_is_expected(string type)
    {
        var answer = await AskAsync(string.Join('\n', Cases), type);

        Assert.Equal("application/x-ndjson", answer.Type);
        var answers = answer.Text.TrimEnd('\n').Split('\n');
        Assert.Equal(Cases.Select(Expected), answers.Select(line => Compared(JsonNode.Parse(line)!)));
    }

    [Fact]
    public async Task Every_case_in_an_array_comes_to_what_is_expected()
    {
        var answer = await AskAsync($"[{string.Join(",\n", Cases)}]");

        Assert.Equal("application/json", answer.Type);
        Assert.Equal(Cases.Select(Expected), JsonNode.Parse(answer.Text)!.AsArray().Select(one => Compared(one!)));
    }

    [Fact]
    public async Task A_single_question_is_answered_with_an_object_however_it_is_laid_out()
    {
        var question = JsonNode.Parse(Cases[0])!;

        var flat = await AskAsync(Cases[0]);
        var laidOut = await AskAsync(question.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        var withMark = await AskAsync("\uFEFF" + question.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));

        Assert.Equal(("application/json", Expected(Cases[0])), (flat.Type, Compared(JsonNode.Parse(flat.Text)!)));
        Assert.Equal(flat, laidOut);
        Assert.Equal(flat, withMark);
    }

    [Fact]
    public async Task The_answers_are_byte_for_byte_those_of_the_command_line()
    {
        string[] bad = ["", "17", "{", "\"x\"", "[]", "{\"caseId\":\"q\",\"campagne\":\"?\"}", "{\"caseId\":7}"];
        var questions = string.Join('\n', bad.Concat(Cases));
        using var lines = new QuoteLines(Packs);
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(questions));
        using var output = new MemoryStream();
        lines.Run(input, output, Ct);

        Assert.Equal(Encoding.UTF8.GetString(output.ToArray()), (await AskAsync(questions, "application/x-ndjson")).Text);
    }

    [Fact]
    public async Task No_answer_has_anything_of_an_answer_before_it()
    {
        var lines = $"{Cases[0]}\n{Cases[1]}\n";
        var alone = await AskAsync(lines, "application/x-ndjson");
        foreach (var question in (string[])[Cases[2], $"[{Cases[2]}]", Cases[3]])
        {
            await AskAsync(question);

            Assert.Equal(alone, await AskAsync(lines, "application/x-ndjson"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{\"caseId\":\"a\",\"colour\":\"red\"}")]
    [InlineData("[{\"caseId\":\"a\"")]
    public async Task What_is_no_question_is_answered_and_not_refused(string body)
    {
        var answer = JsonNode.Parse((await AskAsync(body)).Text)!;

        Assert.Equal(("invalid-question", false), (answer["rejection"]!.GetValue<string>(), answer["accepted"]!.GetValue<bool>()));
        Assert.NotEmpty(answer["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Many_lines_are_answered_while_the_sender_does_not_read_yet()
    {
        var many = string.Join('\n', Enumerable.Repeat(Cases, 40).SelectMany(all => all));

        var answer = await AskAsync(many, "application/x-ndjson");

        Assert.Equal(Cases.Length * 40, answer.Text.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_the_limit_is_refused_with_what_to_do(bool lengthIsTold)
    {
        var lines = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat(Cases[0], (QuoteApi.BodyLimitBytes / Cases[0].Length) + 1)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/quotes");
        request.Content = new ByteArrayContent(lines);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        request.Headers.TransferEncodingChunked = !lengthIsTold;

        using var answer = await client.SendAsync(request, Ct);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal("一次最多发送 16 MiB 的问题（约五万条）。请分批发送，或改用命令 ri quote，它不限数量。",
            JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task As_much_as_the_limit_is_answered()
    {
        var count = QuoteApi.BodyLimitBytes / (Encoding.UTF8.GetByteCount(Cases[0]) + 1);

        var answer = await AskAsync(string.Join('\n', Enumerable.Repeat(Cases[0], count)), "application/x-ndjson");

        Assert.Equal(count, answer.Text.Count(c => c == '\n'));
    }

    private async Task<(string Type, string Text)> AskAsync(string body, string type = "application/json")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var answer = await client.PostAsync("/quotes", content, Ct);
        answer.EnsureSuccessStatusCode();
        return (answer.Content.Headers.ContentType!.MediaType!, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static string Expected(string line)
    {
        var quoteCase = JsonNode.Parse(line)!;
        var expected = quoteCase["expected"]!.AsObject();
        return Fields(quoteCase["caseId"]!.ToJsonString(), expected);
    }

    // Without the reasons, which cases do not state.
    private static string Compared(JsonNode answer) => Fields(answer["caseId"]!.ToJsonString(), answer.AsObject());

    // Amounts are compared as numbers: 38 and 38.0 are the same.
    private static string Fields(string caseId, JsonObject fields) => caseId + ": " + string.Join(", ", fields
        .Where(field => field.Key is not ("caseId" or "reasons"))
        .OrderBy(field => field.Key, StringComparer.Ordinal)
        .Select(field => $"{field.Key}={(field.Value is JsonValue value && value.TryGetValue<decimal>(out var number)
            ? number.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)
            : field.Value?.ToJsonString() ?? "null")}"));
}

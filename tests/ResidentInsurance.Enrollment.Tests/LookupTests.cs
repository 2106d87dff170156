using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>One person of a campaign over HTTP, on a real database with a sample area's facts.</summary>
public sealed class LookupTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private const string Campaign = "fengyan-2024";
    private const string Subsidised = "500000193506091088"; // in none of them either: paid 114 yuan on 10 May, sudden-hardship
    private const string Stranger = "500000199001010016"; // in none of the sample's files
    private static readonly PackLibrary Packs = PackLibrary.Load(Path.Combine(AppContext.BaseDirectory, "packs"));
    private static readonly CompiledPack Pack = Packs.Find(CampaignId.Parse(Campaign))!;
    private static readonly EventHeaders Headers = new("李经办", "test");

    private readonly HttpClient client = new();
    private readonly SampleArea area = SampleArea.Read("fengyan-small", Pack);
    private readonly KeptLogs logs = new();
    private EnrollmentService? service;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        service = await EnrollmentService.StartAsync(postgres, Packs, Pack, app => app.MapLookup(), logs);
        client.BaseAddress = service.Address;
        Authorize(Area: "");
        area.Facts.AddRange(new object[]
        {
            new ResidentRegistered(
                Pack.Annex.Villages[0].Code, null, null, null, new DateOnly(1935, 6, 9), PersonGroup.Resident, null, 2023, null, null, null,
                Delivery: 1, Line: 2),
            new IdentityRecorded("sudden", 1, "sudden-hardship", "民政局", new DateOnly(2024, 1, 1), null),
            Paid("310900000", PaymentRowKind.Payment, 114, new DateOnly(2024, 5, 10)),
        }.Select(fact => (Key(Subsidised), fact)));
        await RecordAsync([.. area.Facts]);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        logs.Dispose();
        if (service is not null)
        {
            await service.DisposeAsync();
        }
    }

    [Fact]
    public async Task Every_person_comes_to_what_the_listing_says_without_the_number_and_with_reasons_where_enrolled()
    {
        foreach (var expected in area.Expected().Select(line => JsonNode.Parse(line)!.AsObject()))
        {
            var number = expected["idNumber"]!.GetValue<string>();
            var line = await FindAsync(number);

            Assert.DoesNotContain(number, line.ToJsonString(), StringComparison.Ordinal);
            Assert.Equal(expected["enrolled"]!.GetValue<bool>(), line["reasons"]!.AsArray().Count > 0);
            Assert.Equal(expected["enrolled"]!.GetValue<bool>(), line["entitlements"]!.AsArray().Count > 0);
            Assert.Null(line["dependant"]);
            _ = expected.Remove("idNumber") & line.Remove("reasons") & line.Remove("entitlements") & line.Remove("dependant");
            if (expected["subsidyCategory"]?.GetValue<string>() == "(tie)") // of identities worth the same the samples name none
            {
                Assert.NotNull(line["subsidyCategory"]);
                expected["subsidyCategory"] = line["subsidyCategory"]!.GetValue<string>();
            }

            Assert.Equal(expected.ToJsonString(), line.ToJsonString());
        }
    }

    [Fact]
    public async Task The_reasons_are_those_of_a_quote_and_can_be_read_aloud_in_both_languages()
    {
        using var quotes = new QuoteLines(Packs);
        var quote = JsonNode.Parse(quotes.Answer(
            """
            {"caseId":"1","campaign":"fengyan-2024","tier":"low","paidOn":"2024-05-10","person":{"birthDate":"1935-06-09",
             "identities":[{"category":"sudden-hardship","from":"2024-01-01"}]}}
            """u8).Span)!;

        var line = await FindAsync(Subsidised);

        Assert.Equal(quote["reasons"]!.ToJsonString(), line["reasons"]!.ToJsonString());
        var waiting = line["reasons"]!.AsArray().Single(reason => reason!["explains"]!.GetValue<string>() == "coverage.from")!;
        Assert.Contains("不设待遇等待期，自缴费次日2024年5月11日起享受待遇。", waiting["zh"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("cover begins on 11 May 2024", waiting["en"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_cover_comes_what_it_brings_as_the_notice_states_it()
    {
        var entitlements = (await FindAsync(Subsidised))["entitlements"]!.AsArray();

        Assert.Equal(
            """{"code":"outpatient-cap","amount":300,"place":"七4","zh":"普通门诊统筹年度支付限额：300元","en":"Outpatient cap a year: 300 yuan"}""",
            entitlements[0]!.ToJsonString(ContractJson.Options));
        Assert.Equal(
            """{"code":"inpatient-primary","place":null,"zh":"一级医疗机构住院支付比例：通知未写明","en":"Inpatient rate, primary hospitals: not stated in the notice"}""",
            entitlements[1]!.ToJsonString(ContractJson.Options));
    }

    [Fact]
    public async Task The_reasons_follow_the_decisions()
    {
        var (person, paid) = (Key(Subsidised), Payment("310900001", PaymentRowKind.Payment, 380));
        var reversal = Payment("310900002", PaymentRowKind.Reversal, 380) with { Contents = [paid.Contents[0] with { OriginalReceipt = "310900001" }] };
        var before = (await FindAsync(Subsidised))["reasons"]!.ToJsonString();

        // The identity counts for nobody any more: the same payment is short, a second one makes up for it.
        await RecordAsync([.. area.Facts.Where(fact => fact.Resident == person).Select(fact => fact.Fact).OfType<IdentityRecorded>()
            .Select(identity => (person, (object)(identity with { RecordVersion = 2, To = identity.From })))]);
        var ended = await FindAsync(Subsidised);
        Assert.Equal((false, 0), (ended["enrolled"]!.GetValue<bool>(), ended["reasons"]!.AsArray().Count));
        Assert.Empty(ended["entitlements"]!.AsArray());

        await RecordAsync([(person, paid)]);
        var again = await FindAsync(Subsidised);
        Assert.Equal((true, 0m), (again["enrolled"]!.GetValue<bool>(), again["subsidy"]!.GetValue<decimal>()));
        Assert.NotEqual(before, again["reasons"]!.ToJsonString());
        Assert.Contains("waiting-days", again["reasons"]!.ToJsonString(), StringComparison.Ordinal);

        await RecordAsync([(person, reversal)]);
        Assert.Empty((await FindAsync(Subsidised))["reasons"]!.AsArray());
    }

    [Fact]
    public async Task A_suspension_shows_beside_the_cover_whose_reasons_stay()
    {
        var before = await FindAsync(Subsidised);

        await RecordAsync([(Key(Subsidised), new WithdrawalRequested(Pack.Id, WithdrawalReason.MovedOut, new DateOnly(2024, 7, 1)))]);
        var suspended = await FindAsync(Subsidised);
        await RecordAsync([(Key(Subsidised), new WithdrawalRequested(Pack.Id, WithdrawalReason.Death, new DateOnly(2024, 7, 9)))]);
        var ended = await FindAsync(Subsidised);

        Assert.Equal("[]", before["suspended"]!.ToJsonString());
        Assert.Equal("""[{"from":"2024-07-01","to":null}]""", suspended["suspended"]!.ToJsonString());
        Assert.Equal("""[{"from":"2024-07-01","to":"2024-07-09"}]""", ended["suspended"]!.ToJsonString());
        Assert.Equal("""{"from":"2024-05-11","to":"2024-07-09"}""", ended["coverage"]!.ToJsonString());
        Assert.NotEmpty(before["reasons"]!.AsArray());
        Assert.Equal(before["reasons"]!.ToJsonString(), ended["reasons"]!.ToJsonString());
    }

    [Fact]
    public async Task Somebody_who_paid_and_is_not_registered_is_found()
    {
        await RecordAsync([(Key(Stranger), Payment("310900003", PaymentRowKind.Payment, 380))]);

        var line = await FindAsync(Stranger);

        Assert.Null(line["village"]);
        Assert.Equal((false, 380m), (line["enrolled"]!.GetValue<bool>(), line["paid"]!.GetValue<decimal>()));
        Assert.Equal("""["unknown-person"]""", line["exceptions"]!.ToJsonString());
    }

    [Theory]
    [InlineData("zh", "查无此人")]
    [InlineData("en", "neither registered nor")]
    public async Task Of_a_stranger_it_says_what_to_do(string language, string words)
    {
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);

        using var answer = await AskAsync(Stranger);

        await RefusedAsync(answer, HttpStatusCode.NotFound, "unknown-person", words);
    }

    [Theory]
    [InlineData("500000199001010011")]
    [InlineData("5000001990010100")]
    [InlineData("")]
    [InlineData(null)]
    public async Task What_is_no_ID_number_is_refused_with_what_is_wrong(string? number)
    {
        using var answer = await AskAsync(number);

        await RefusedAsync(answer, HttpStatusCode.BadRequest, "invalid-id-number", "校验码不对。请核对后重新输入");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"idNumber":500000193506091088}""")]
    public async Task What_is_no_question_is_refused(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync($"/campaigns/{Campaign}/lookup", content, Ct);

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal((HttpStatusCode.BadRequest, "请求格式不正确"), (answer.StatusCode, problem.GetProperty("title").GetString()));
        Assert.All(logs.Lines, line => Assert.DoesNotMatch(@"5000001\d{6}", line));
    }

    [Fact]
    public async Task The_number_may_be_written_as_offices_write_it()
    {
        Assert.Equal((await FindAsync(Subsidised)).ToJsonString(), (await FindAsync($" {Subsidised.Replace('0', '０')} ")).ToJsonString());
        Assert.Equal((await FindAsync(Subsidised)).ToJsonString(), (await FindAsync(Subsidised[..6] + Subsidised[8..17])).ToJsonString());
    }

    [Theory]
    [InlineData("50", "unknown-1999", HttpStatusCode.NotFound, "unknown-campaign")]
    [InlineData("50", "lishui-2023", HttpStatusCode.NotFound, "unknown-county")]
    [InlineData("500119212", Campaign, HttpStatusCode.Forbidden, "outside-area")]
    [InlineData("51", Campaign, HttpStatusCode.Forbidden, "outside-area")]
    public async Task Who_may_not_see_the_campaign_finds_nobody(string area, string campaign, HttpStatusCode status, string code)
    {
        Authorize(area);

        using var answer = await AskAsync(Subsidised, campaign);

        await RefusedAsync(answer, status, code, "");
    }

    [Fact]
    public async Task The_number_is_in_no_log_and_no_trace()
    {
        var traces = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traces.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(listener);

        _ = await FindAsync(Subsidised);
        using var stranger = await AskAsync(Stranger);
        using var nobody = await AskAsync("500000199001010011");

        Assert.Contains(traces, trace => trace.Contains($"/campaigns/{Campaign}/lookup", StringComparison.Ordinal));
        Assert.NotEmpty(logs.Lines);
        Assert.All(traces.Concat(logs.Lines), line => Assert.DoesNotMatch(@"5000001\d{6}", line));
    }

    private static ResidentKey Key(string number) => EnrollmentService.Keys.For(IdNumber.Parse(number));

    private static PaymentRecorded Payment(string receipt, PaymentRowKind kind, int yuan) =>
        Paid(receipt, kind, yuan, new DateOnly(2024, 5, 20));

    private static PaymentRecorded Paid(string receipt, PaymentRowKind kind, int yuan, DateOnly on) => new(
        Pack.Id, receipt, 1, kind, 1, Conflicting: false,
        [new RecordedPayment(Tier.Low, Money.FromYuan(yuan), on.ToDateTime(new TimeOnly(9, 0)), true, null)]);

    private static async Task RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string code, string words)
    {
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal((status, code), (answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Contains(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private void Authorize(string Area) => client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer",
        service!.Token(new Actor("李经办", ActorRole.Reader, Area)));

    private Task RecordAsync(IReadOnlyList<(ResidentKey Resident, object Fact)> facts) => new ResidentFacts(Packs).RecordAsync(
        service!.Database.Pages, [.. facts.Select(fact => new ResidentFact(fact.Resident, fact.Fact, Headers))], alongside: null, Ct);

    private Task<HttpResponseMessage> AskAsync(string? number, string campaign = Campaign) =>
        client.PostAsJsonAsync($"/campaigns/{campaign}/lookup", new { idNumber = number }, Ct);

    private async Task<JsonObject> FindAsync(string number)
    {
        using var answer = await AskAsync(number);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private sealed class KeptLogs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>RZ5: an operator decides about a certification while waiting, over HTTP and a real database.</summary>
public sealed class WaitingCertificationTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private const string Number = "500000199001010016";
    private static readonly PackLibrary Packs = PackLibrary.Load(Path.Combine(AppContext.BaseDirectory, "packs"));
    private static readonly CompiledPack Pack = Packs.Find(CampaignId.Parse("ruizhou-2024"))!;
    private static readonly ResidentKey Person = EnrollmentService.Keys.For(IdNumber.Parse(Number));

    private readonly HttpClient client = new();
    private EnrollmentService? service;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        service = await EnrollmentService.StartAsync(postgres, Packs, Pack, app => app.MapWaitingCertifications());
        client.BaseAddress = service.Address;
        Authorize(ActorRole.Operator);
        object[] facts =
        [
            new ResidentRegistered(
                Pack.Annex.Villages[0].Code, null, null, null, new DateOnly(1990, 1, 1), PersonGroup.Resident, null, 2023, null, null, null,
                Delivery: 1, Line: 2),
            new PaymentRecorded(Pack.Id, "3100", 1, PaymentRowKind.Payment, 1, Conflicting: false,
                [new RecordedPayment(Tier.Single, Money.FromYuan(380), new DateOnly(2024, 1, 27).ToDateTime(new TimeOnly(9, 0)), true, null)]),
            new IdentityRecorded("risk", 1, "poverty-risk", "乡村振兴局", new DateOnly(2024, 2, 10), null),
        ];
        await new ResidentFacts(Packs).RecordAsync(service.Database.Pages,
            [.. facts.Select(fact => new ResidentFact(Person, fact, new EventHeaders("李经办", "test")))], alongside: null, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (service is not null)
        {
            await service.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_is_decided_is_to_be_refunded_once_and_a_later_decision_overrules()
    {
        Assert.Equal("nothing; certified-while-waiting", await ComesToAsync());

        Assert.Equal(HttpStatusCode.NoContent, await DecideAsync(refund: 320));
        var events = await CountAsync();
        Assert.Equal(HttpStatusCode.NoContent, await DecideAsync(refund: 320));
        Assert.Equal(events, await CountAsync());
        Assert.Equal("320; certified-while-waiting", await ComesToAsync());

        Assert.Equal(HttpStatusCode.NoContent, await DecideAsync(refund: 0));
        Assert.Equal("nothing; ", await ComesToAsync());
    }

    [Theory]
    [InlineData(Number, "poverty-risk", "2024-02-11", 320, HttpStatusCode.Conflict)]
    [InlineData(Number, "orphan", "2024-02-10", 320, HttpStatusCode.Conflict)]
    [InlineData("500000193506091088", "poverty-risk", "2024-02-10", 320, HttpStatusCode.Conflict)]
    [InlineData(Number, "poverty-risk", "2024-02-10", 321, HttpStatusCode.UnprocessableEntity)]
    [InlineData(Number, "poverty-risk", "2024-02-10", -1, HttpStatusCode.UnprocessableEntity)]
    [InlineData("500000199001010011", "poverty-risk", "2024-02-10", 320, HttpStatusCode.BadRequest)]
    public async Task What_does_not_wait_or_is_worth_less_is_refused_and_changes_nothing(
        string number, string category, string from, int refund, HttpStatusCode status)
    {
        var events = await CountAsync();

        Assert.Equal(status, await DecideAsync(refund, number, category, from));

        Assert.Equal(events, await CountAsync());
    }

    [Fact]
    public async Task Who_may_only_read_decides_nothing()
    {
        Authorize(ActorRole.Reader);

        Assert.Equal(HttpStatusCode.Forbidden, await DecideAsync(refund: 320));
    }

    private void Authorize(ActorRole role) => client.DefaultRequestHeaders.Authorization =
        new AuthenticationHeaderValue("Bearer", service!.Token(new Actor("李经办", role, Area: "")));

    private async Task<HttpStatusCode> DecideAsync(
        int refund, string number = Number, string category = "poverty-risk", string from = "2024-02-10")
    {
        using var answer = await client.PostAsJsonAsync(
            $"/campaigns/{Pack.Id}/waiting-certifications", new { idNumber = number, category, from, refund }, Ct);
        if (!answer.IsSuccessStatusCode && answer.StatusCode != HttpStatusCode.Forbidden)
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
            Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        }

        return answer.StatusCode;
    }

    private async Task<string> ComesToAsync()
    {
        var file = Resident.Of(await service!.Database.Pages.ReadAsync(Resident.Stream(Person), Ct)).File(Pack.Id);
        return $"{(file.RefundByReason.TryGetValue(ExceptionCodes.CertifiedWhileWaiting, out var due) ? due.ToString() : "nothing")}; "
            + string.Join(' ', file.Exceptions);
    }

    private async Task<long> CountAsync()
    {
        await using var command = service!.Database.Source.CreateCommand("select count(*) from mt_events");
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Testing;

namespace ResidentInsurance.ServiceDefaults.Tests;

public sealed class AccessTests
{
    private static readonly Actor Operator = new("张经办", ActorRole.Operator, "500119");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_without_a_token_is_told_so_in_Chinese()
    {
        await using var service = await Started();

        var answer = await service.As(null).GetAsync("/who", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("未登录或令牌已失效", await Title(answer));
    }

    [Fact]
    public async Task A_caller_who_reads_English_is_told_so_in_English()
    {
        await using var service = await Started();
        service.Client.DefaultRequestHeaders.AcceptLanguage.Clear();
        service.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");

        Assert.Equal("No valid token", await Title(await service.As(null).GetAsync("/who", Ct)));
    }

    [Fact]
    public async Task An_endpoint_knows_its_actor()
    {
        await using var service = await Started();

        var actor = await service.As(Operator).GetFromJsonAsync<Actor>("/who", ContractJson.Options, Ct);

        Assert.Equal(Operator, actor);
    }

    [Theory]
    [InlineData(ActorRole.Reader, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData(ActorRole.Operator, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData(ActorRole.Service, HttpStatusCode.OK, HttpStatusCode.OK)]
    public async Task A_role_opens_its_own_doors(ActorRole role, HttpStatusCode operate, HttpStatusCode between)
    {
        await using var service = await Started();
        var client = service.As(new Actor("someone", role, ""));

        Assert.Equal(operate, (await client.GetAsync("/operate", Ct)).StatusCode);
        Assert.Equal(between, (await client.GetAsync("/internal", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_token_ends()
    {
        await using var service = await Started();

        var answer = await service.As(Operator, TimeSpan.FromSeconds(-1)).GetAsync("/who", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_of_another_key_names_nobody()
    {
        await using var service = await Started();
        var forged = new ActorTokens(new string('x', 32), TimeProvider.System).Issue(Operator);
        service.Client.DefaultRequestHeaders.Authorization = new("Bearer", forged);

        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Client.GetAsync("/who", Ct)).StatusCode);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("50", true)]
    [InlineData("500119", true)]
    [InlineData("500114", false)]
    [InlineData("500119212", false)]
    public void An_actor_sees_the_counties_that_begin_with_its_area(string area, bool sees) =>
        Assert.Equal(sees, new Actor("someone", ActorRole.Reader, area).MaySee(CountyCode.Parse("500119")));

    [Fact]
    public void A_short_key_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ActorTokens("short", TimeProvider.System));

    private static Task<TestService> Started() => TestService.StartAsync(map: app =>
    {
        app.MapGet("/who", (Actor actor) => actor);
        app.MapGet("/operate", () => "").RequireAuthorization(AccessPolicies.Operate);
        app.MapGet("/internal", () => "").RequireAuthorization(AccessPolicies.Service);
    });

    private static async Task<string?> Title(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("title").GetString();
}

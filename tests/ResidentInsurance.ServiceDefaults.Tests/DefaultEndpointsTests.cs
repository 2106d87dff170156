using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ResidentInsurance.Contracts;
using ResidentInsurance.Testing;

namespace ResidentInsurance.ServiceDefaults.Tests;

public sealed class DefaultEndpointsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_line_of_the_log_names_version_and_build()
    {
        await using var service = await TestService.StartAsync();

        Assert.Matches(@"^\S+ \d+\.\d+\.\d+(\+[0-9a-f]{7})? on \.NET 10\.", service.Log.All[0]);
    }

    [Fact]
    public async Task Health_names_the_check_that_fails_and_alive_does_not_ask_it()
    {
        await using var service = await TestService.StartAsync(
            builder => builder.Services.AddHealthChecks().AddCheck("county", () => HealthCheckResult.Unhealthy("500119")));

        var health = await service.Client.GetAsync("/health", Ct);
        var alive = await service.Client.GetAsync("/alive", Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        var report = await health.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal("500119", report.GetProperty("checks").GetProperty("county").GetProperty("description").GetString());
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task The_api_describes_itself_to_anybody()
    {
        await using var service = await TestService.StartAsync(
            map: app => app.MapGet("/campaigns/{id}/progress", (CampaignId id, Actor actor) => id));

        var document = await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Ct);

        Assert.True(document.GetProperty("paths").TryGetProperty("/campaigns/{id}/progress", out _));
    }

    [Fact]
    public async Task A_fault_of_ours_is_a_problem_without_its_exception()
    {
        await using var service = await TestService.StartAsync(
            map: app => app.MapGet("/broken", string () => throw new InvalidOperationException("身份证")).AllowAnonymous());

        var answer = await service.Client.GetAsync("/broken", Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("系统内部错误", text, StringComparison.Ordinal);
        Assert.DoesNotContain("身份证", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_has_a_code_and_a_sentence()
    {
        await using var service = await TestService.StartAsync(
            map: app => app.MapGet("/refused", () => Problem.Of(422, "unknown-header", "表头无法识别。")).AllowAnonymous());

        var problem = await (await service.Client.GetAsync("/refused", Ct)).Content.ReadFromJsonAsync<JsonElement>(Ct);

        Assert.Equal("unknown-header", problem.GetProperty("code").GetString());
        Assert.Equal("表头无法识别。", problem.GetProperty("detail").GetString());
        Assert.Equal("内容不符合要求，未作任何处理", problem.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Answers_are_in_the_json_of_the_contracts()
    {
        await using var service = await TestService.StartAsync(
            map: app => app.MapGet("/sum", () => new { Sum = new Money(38025), Tier = Tier.High }).AllowAnonymous());

        Assert.Equal("""{"sum":380.25,"tier":"high"}""", await service.Client.GetStringAsync("/sum", Ct));
    }
}

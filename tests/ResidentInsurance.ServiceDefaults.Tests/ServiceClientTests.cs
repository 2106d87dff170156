using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ResidentInsurance.Testing;

namespace ResidentInsurance.ServiceDefaults.Tests;

public sealed class ServiceClientTests
{
    private const string Other = "other";
    private readonly ConcurrentQueue<string> bodies = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_signed_and_tried_four_times_its_body_too()
    {
        await using var other = await TestService.StartAsync(map: app => app.MapPost("/things", async (HttpContext http, Actor actor) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            bodies.Enqueue($"{actor.Role} {await reader.ReadToEndAsync(Ct)}");
            return Results.StatusCode(bodies.Count < 4 ? 503 : 200);
        }));
        await using var service = await CallerAsync(other.App.Urls.First());

        using var answer = await ClientOf(service).PostAsJsonAsync("/things", new[] { 1, 2 }, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Enumerable.Repeat("Service [1,2]", 4), bodies);
    }

    [Fact]
    public async Task After_four_tries_it_gives_up_and_a_refusal_is_not_tried_again()
    {
        await using var other = await TestService.StartAsync(map: app =>
        {
            app.MapGet("/broken", () => { bodies.Enqueue(""); return Results.StatusCode(503); });
            app.MapGet("/refused", () => { bodies.Enqueue(""); return Results.StatusCode(409); });
        });
        await using var service = await CallerAsync(other.App.Urls.First());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ClientOf(service).GetAsync("/broken", Ct)).StatusCode);
        Assert.Equal(4, bodies.Count);
        Assert.Equal(HttpStatusCode.Conflict, (await ClientOf(service).GetAsync("/refused", Ct)).StatusCode);
        Assert.Equal(5, bodies.Count);
    }

    [Fact]
    public async Task A_replica_that_is_gone_is_passed_over()
    {
        await using var other = await TestService.StartAsync();
        string gone;
        await using (var ended = await TestService.StartAsync())
        {
            gone = ended.App.Urls.First();
        }

        await using var service = await CallerAsync(gone, other.App.Urls.First());

        Assert.Equal(HttpStatusCode.OK, (await ClientOf(service).GetAsync("/alive", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ClientOf(service).GetAsync("/alive", Ct)).StatusCode);
    }

    private static HttpClient ClientOf(TestService service) =>
        service.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient(Other);

    private static Task<TestService> CallerAsync(params string[] addresses) => TestService.StartAsync(
        builder => builder.AddServiceClient(Other).AddServiceClient(Other), map: null,
        [.. addresses.Select((address, i) => ($"services:{Other}:http:{i}", address))]);
}

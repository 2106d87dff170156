using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ResidentInsurance.Testing;

namespace ResidentInsurance.ServiceDefaults.Tests;

public sealed class ManagementTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Without_a_port_of_their_own_they_answer_anybody_on_the_services_port(string path)
    {
        await using var service = await TestService.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await service.As(null).GetAsync(path, Ct)).StatusCode);
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task With_a_port_of_their_own_they_answer_there_and_nowhere_else(string path)
    {
        var port = FreePort();
        await using var service = await StartedAsync(port);

        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync($"http://127.0.0.1:{port}{path}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Client.GetAsync(path, Ct)).StatusCode);
        using var pretended = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = $"127.0.0.1:{port}" } };
        Assert.Equal(HttpStatusCode.NotFound, (await service.Client.SendAsync(pretended, Ct)).StatusCode);
    }

    [Fact]
    public async Task Nothing_else_answers_on_their_port()
    {
        var port = FreePort();
        await using var service = await StartedAsync(port);

        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/open", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Client.GetAsync($"http://127.0.0.1:{port}/open", Ct)).StatusCode);
    }

    [Fact]
    public async Task The_port_is_on_the_services_own_address()
    {
        var port = FreePort();
        await using var service = await StartedAsync(port);

        Assert.Contains($"http://127.0.0.1:{port}", service.App.Urls);
        Assert.Equal(2, service.App.Urls.Count);
    }

    private static Task<TestService> StartedAsync(int port) => TestService.StartAsync(
        map: app => app.MapGet("/open", () => "").AllowAnonymous(), configuration: ("Management:Port", $"{port}"));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

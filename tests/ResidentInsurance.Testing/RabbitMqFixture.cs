using System.Net.Http.Json;
using ResidentInsurance.LocalInstance.Servers;

namespace ResidentInsurance.Testing;

/// <summary>A virtual host of one test class: <c>IClassFixture&lt;RabbitMqFixture&gt;</c>. It is deleted after it,
/// with its queues and connections.</summary>
public sealed class RabbitMqFixture : IAsyncLifetime
{
    private HttpClient? management;
    private string? connectionString;

    public string VirtualHost { get; } = $"t{Guid.NewGuid():n}"[..9];

    /// <summary>What a service is given as <c>ConnectionStrings__messaging</c>.</summary>
    public string ConnectionString => connectionString ?? throw new InvalidOperationException("before InitializeAsync");

    /// <summary>The management API, as <c>GET api/queues/{VirtualHost}</c>.</summary>
    public HttpClient Management => management ?? throw new InvalidOperationException("before InitializeAsync");

    public async ValueTask InitializeAsync()
    {
        var broker = await TestServers.RabbitMqAsync();
        connectionString = $"{broker.Amqp.GetComponents(UriComponents.SchemeAndServer | UriComponents.UserInfo, UriFormat.UriEscaped)}/{VirtualHost}";
        management = RabbitMqServer.ManagementClient(broker.Management);
        await PutAsync($"api/vhosts/{VirtualHost}", new { description = "a test class" });
        var user = Uri.UnescapeDataString(broker.Amqp.UserInfo.Split(':')[0]);
        await PutAsync($"api/permissions/{VirtualHost}/{user}", new { configure = ".*", write = ".*", read = ".*" });
    }

    public async ValueTask DisposeAsync()
    {
        using var deleted = await management!.DeleteAsync($"api/vhosts/{VirtualHost}");
        _ = deleted.EnsureSuccessStatusCode();
        management!.Dispose();
    }

    private async Task PutAsync(string path, object body)
    {
        using var answer = await Management.PutAsJsonAsync(path, body);
        _ = answer.EnsureSuccessStatusCode();
    }
}

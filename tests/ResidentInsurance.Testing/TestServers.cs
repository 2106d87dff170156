using DotNet.Testcontainers.Configurations;
using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Servers;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace ResidentInsurance.Testing;

/// <summary>The PostgreSQL and the RabbitMQ that all tests share: those in the environment (<c>./test</c>'s own set, or a
/// team's), else containers where there is an engine, else private processes; started at first need and ended with the process.</summary>
public static class TestServers
{
    /// <summary>As Aspire names them.</summary>
    public const string PostgresVariable = "ConnectionStrings__postgres";

    /// <inheritdoc cref="PostgresVariable"/>
    public const string MessagingVariable = "ConnectionStrings__messaging";

    /// <summary>The broker's management address with its credentials; by default port 15672 of the broker.</summary>
    public const string ManagementVariable = "MESSAGING_MANAGEMENT";

    private const string Password = "testing";

    private static readonly Lazy<Task<DataFolder>> Folder = new(OpenAsync);

    private static readonly Lazy<Task<string>> SharedPostgres = new(async () =>
        Environment.GetEnvironmentVariable(PostgresVariable) ?? (HasEngine ? await RunPostgresAsync() : await StartPostgresAsync()));

    private static readonly Lazy<Task<TestBroker>> SharedRabbitMq = new(async () =>
        Environment.GetEnvironmentVariable(MessagingVariable) is { } own ? Own(own)
            : HasEngine ? await RunRabbitMqAsync() : await StartRabbitMqAsync());

    /// <summary>The connection string of the server, whose user may create databases.</summary>
    public static Task<string> PostgresAsync() => SharedPostgres.Value;

    public static Task<TestBroker> RabbitMqAsync() => SharedRabbitMq.Value;

    /// <summary>Whether containers can be had. Asked first: without an engine Testcontainers throws when a container is described.</summary>
    private static bool HasEngine => TestcontainersSettings.OS.DockerEndpointAuthConfig is not null;

    private static async Task<string> RunPostgresAsync()
    {
        // Testcontainers' own reaper removes them when this process has ended, however it does.
        var container = new PostgreSqlBuilder("postgres:17").WithUsername("app").WithPassword(Password)
            .WithCommand("-c", "max_connections=500", "-c", "fsync=off").Build();
        await container.StartAsync();
        return $"Host={container.Hostname};Port={container.GetMappedPublicPort(PostgreSqlBuilder.PostgreSqlPort)};Username=app;Password={Password}";
    }

    private static async Task<TestBroker> RunRabbitMqAsync()
    {
        var container = new RabbitMqBuilder("rabbitmq:4-management").WithUsername("app").WithPassword(Password).WithPortBinding(15672, assignRandomHostPort: true).Build();
        await container.StartAsync();
        return new TestBroker(
            new Uri($"amqp://app:{Password}@{container.Hostname}:{container.GetMappedPublicPort(RabbitMqBuilder.RabbitMqPort)}"),
            new Uri($"http://app:{Password}@{container.Hostname}:{container.GetMappedPublicPort(15672)}"));
    }

    private static async Task<DataFolder> OpenAsync()
    {
        await TestFolder.SweepAsync();
        var folder = new TestFolder();
        var data = await DataFolder.OpenAsync(folder.Path, console: null);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            Running.ForEach(end => end());
            data.Dispose();
            folder.Dispose();
        };
        return data;
    }

    private static readonly List<Action> Running = [];

    private static async Task<string> StartPostgresAsync()
    {
        var server = await PostgresServer.StartAsync(
            await Folder.Value, new PostgresSettings("postgres", Password) { MaxConnections = 500, Durable = false });
        EndAtExit(server.Kill, server.Process.Exited);
        return server.ConnectionString;
    }

    private static async Task<TestBroker> StartRabbitMqAsync()
    {
        var server = await RabbitMqServer.StartAsync(
            await Folder.Value, new RabbitMqSettings("messaging", Password));
        EndAtExit(server.Kill, server.Process.Exited);
        return new TestBroker(new Uri(server.ConnectionString), server.Management!);
    }

    private static void EndAtExit(Action kill, Task ended)
    {
        lock (Running)
        {
            Running.Add(() =>
            {
                kill();
                _ = ended.Wait(TimeSpan.FromSeconds(5));
            });
        }
    }

    private static TestBroker Own(string connectionString)
    {
        var amqp = new Uri(connectionString);
        var management = Environment.GetEnvironmentVariable(ManagementVariable);
        return new TestBroker(
            amqp, new Uri(management ?? $"http://{amqp.UserInfo}@{amqp.Host}:15672"));
    }
}

/// <summary>A broker and its management API, each with its credentials.</summary>
public sealed record TestBroker(Uri Amqp, Uri Management);

using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using RabbitMQ.Client;
using ResidentInsurance.LocalHosting.Processes;

namespace ResidentInsurance.LocalHosting.Servers;

/// <summary>How a private RabbitMQ is to run.</summary>
/// <param name="Name">Its name: of its folder, its log and its ports.</param>
/// <param name="Password">The password of its only user, letters and digits.</param>
public sealed record RabbitMqSettings(string Name, string Password)
{
    /// <summary>A port that the operator has set; null for one of the data folder's.</summary>
    public int? Port { get; init; }

    /// <summary>The management page and its HTTP API.</summary>
    public bool Management { get; init; } = true;
}

/// <summary>A private RabbitMQ on loopback with its own port mapper (epmd), children of this process.</summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    /// <summary>The only user, administrator of the broker.</summary>
    public const string User = "app";

    // Debian's /usr/sbin/rabbitmq-server changes user and folder; this one it wraps.
    private const string Command = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private static readonly TimeSpan MapperLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MapperGrace = TimeSpan.FromSeconds(2);

    private readonly ChildProcess mapper;

    private RabbitMqServer(ChildProcess mapper, ChildProcess process, RabbitMqPorts ports, RabbitMqSettings settings)
    {
        this.mapper = mapper;
        Process = process;
        Port = ports.Amqp;
        ConnectionString = Address(ports.Amqp, settings.Password);
        Management = settings.Management
            ? new Uri($"http://{User}:{settings.Password}@127.0.0.1:{ports.Management}")
            : null;
    }

    public ChildProcess Process { get; }

    public int Port { get; }

    /// <summary>As <c>amqp://user:password@host:port</c>.</summary>
    public string ConnectionString { get; }

    /// <summary>The management HTTP API with its credentials.</summary>
    public Uri? Management { get; }

    internal static string Address(int port, string password) => $"amqp://{User}:{password}@127.0.0.1:{port}";

    /// <summary>Starts the port mapper and the broker, and waits until it answers.</summary>
    /// <exception cref="HostException">It cannot start; the message says why and where its log is.</exception>
    public static async Task<RabbitMqServer> StartAsync(
        DataFolder data, RabbitMqSettings settings, CancellationToken cancellation = default)
    {
        if (!File.Exists(Command))
        {
            throw new HostException(Bilingual.Text(nameof(Texts.NotInstalled), "RabbitMQ", "rabbitmq-server"));
        }

        var account = ServerAccount.For("rabbitmq");
        var home = ServerFolder.Place(data, settings.Name, account);
        var ports = RabbitMqPorts.Choose(data, settings);
        RabbitMqFiles.Write(home, account, settings, ports);
        var environment = RabbitMqFiles.Environment(home, ports);

        var epmd = data.Start(new ChildSpec(
            $"{settings.Name}-epmd",
            [.. account.Prefix, "epmd", "-address", "127.0.0.1", "-port", $"{ports.Mapper}"],
            environment));
        ChildProcess? process = null;
        try
        {
            await Readiness.WaitAsync(epmd, c => ConnectAsync(ports.Mapper, c), MapperLimit, cancellation);
            process = data.Start(new ChildSpec(settings.Name, [.. account.Prefix, Command], environment));
            var server = new RabbitMqServer(epmd, process, ports, settings);
            await Readiness.WaitAsync(process, server.AskAsync, StartLimit, cancellation);
            return server;
        }
        catch
        {
            process?.Kill();
            epmd.Kill();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(StopGrace);

    /// <summary>Ends it in order, killed where that takes longer than the grace; the port mapper last.</summary>
    public async Task<bool> StopAsync(TimeSpan grace)
    {
        var ended = await Process.StopAsync(grace);
        _ = await mapper.StopAsync(MapperGrace);
        return ended;
    }

    /// <summary>Ends it at once: for data that nobody needs any more.</summary>
    public void Kill()
    {
        Process.Kill();
        mapper.Kill();
    }

    private static async Task ConnectAsync(int port, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellation);
    }

    private async Task AskAsync(CancellationToken cancellation)
    {
        var factory = new ConnectionFactory { Uri = new Uri(ConnectionString), AutomaticRecoveryEnabled = false };
        await using (var connection = await factory.CreateConnectionAsync(cancellation))
        {
            await connection.CloseAsync(cancellation);
        }

        if (Management is not null)
        {
            using var client = ManagementClient(Management);
            using var answer = await client.GetAsync("api/overview", cancellation);
            _ = answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>A client of the management API; <see cref="Uri.UserInfo"/> becomes its credentials.</summary>
    public static HttpClient ManagementClient(Uri management)
    {
        // A proxy in the environment is for the internet, never for a broker.
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri(management.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)),
            Timeout = TimeSpan.FromSeconds(30),
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(management.UserInfo))));
        return client;
    }
}

/// <summary>The ports of one broker.</summary>
internal sealed record RabbitMqPorts(int Amqp, int Distribution, int Mapper, int Management, int Metrics)
{
    internal static RabbitMqPorts Choose(DataFolder data, RabbitMqSettings settings)
    {
        var amqp = settings.Port is { } set
            ? PortBook.Require(settings.Name, set)
            : data.Ports.Choose(settings.Name, settings.Name);
        int Other(string part) => data.Ports.Choose(settings.Name, $"{settings.Name}-{part}");
        return new RabbitMqPorts(amqp, Other("dist"), Other("epmd"), Other("management"), Other("metrics"));
    }
}

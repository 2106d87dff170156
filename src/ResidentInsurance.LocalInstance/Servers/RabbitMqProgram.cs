using System.Globalization;
using System.Net.NetworkInformation;
using RabbitMQ.Client;
using ResidentInsurance.LocalInstance.Processes;

namespace ResidentInsurance.LocalInstance.Servers;

/// <summary>How a private RabbitMQ is to run.</summary>
/// <param name="Name">Its name: of its folder, its log and its ports.</param>
/// <param name="Password">The password of its only user, letters and digits.</param>
public sealed record RabbitMqSettings(string Name, string Password)
{
    /// <summary>The management page and its HTTP API.</summary>
    public bool Management { get; init; } = true;
}

/// <summary>A private RabbitMQ of this machine's packages, on loopback, with a port mapper (epmd) of its own: what to start,
/// and how to ask whether it answers.</summary>
public sealed class RabbitMqProgram
{
    /// <summary>The only user, administrator of the broker.</summary>
    public const string User = "app";

    // Debian's /usr/sbin/rabbitmq-server changes user and folder; this one it wraps.
    private const string Command = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private const int MemoryShare = 4;
    private const long MostMemoryBytes = 4L << 30;
    private const long LeastDiskBytes = 512L << 20;

    private readonly RabbitMqSettings settings;
    private readonly ServerAccount account;
    private readonly string home;
    private readonly int distribution;
    private readonly int metrics;
    private volatile bool connected;

    /// <exception cref="HostException">RabbitMQ is not installed.</exception>
    public RabbitMqProgram(DataFolder data, RabbitMqSettings settings)
    {
        if (!File.Exists(Command))
        {
            throw new HostException(Bilingual.Text(nameof(Texts.NotInstalled), "RabbitMQ", "rabbitmq-server"));
        }

        this.settings = settings;
        account = ServerAccount.For("rabbitmq");
        home = ServerFolder.Place(data, settings.Name, account);
        int Other(string part) => data.Ports.Choose(settings.Name, $"{settings.Name}-{part}");
        Port = data.Ports.Choose(settings.Name, settings.Name);
        (distribution, MapperPort, ManagementPort, metrics) = (Other("dist"), Other("epmd"), Other("management"), Other("metrics"));
        var password = ServerPassword.Plain(settings.Name, settings.Password);
        ConnectionString = $"amqp://{User}:{password}@127.0.0.1:{Port}";
        Management = settings.Management ? new Uri($"http://{User}:{password}@127.0.0.1:{ManagementPort}") : null;
        Spec = new ChildSpec(settings.Name, [.. account.Prefix, Command], Variables());
        // The broker would start one that outlives it.
        MapperSpec = new ChildSpec(
            $"{settings.Name}-epmd", [.. account.Prefix, "epmd", "-address", "127.0.0.1", "-port", $"{MapperPort}"], Variables());
    }

    public int Port { get; }

    public int ManagementPort { get; }

    public int MapperPort { get; }

    /// <summary>As <c>amqp://user:password@host:port</c>.</summary>
    public string ConnectionString { get; }

    /// <summary>The management HTTP API with its credentials.</summary>
    public Uri? Management { get; }

    public ChildSpec Spec { get; }

    /// <summary>The port mapper, which has to run before.</summary>
    public ChildSpec MapperSpec { get; }

    /// <summary>Writes what the broker reads: nothing of the system's own installation.</summary>
    public void Prepare()
    {
        connected = false;
        account.MakeFolder(home);
        foreach (var folder in new[] { "data", "log", "generated" })
        {
            account.MakeFolder(Path.Combine(home, folder));
        }

        account.Write(Path.Combine(home, "rabbitmq.conf"), Configuration());
        account.Write(Path.Combine(home, "environment"), "");
        account.Write(
            Path.Combine(home, "enabled_plugins"), settings.Management ? "[rabbitmq_management,rabbitmq_prometheus]." : "[].");
    }

    /// <summary>Ends without an exception where the broker answers.</summary>
    public async Task AskAsync(CancellationToken cancellation)
    {
        // Each connection stands in the broker's log: one after each start, then its page is asked.
        if (!connected || Management is null)
        {
            var factory = new ConnectionFactory { Uri = new Uri(ConnectionString), AutomaticRecoveryEnabled = false };
            await using var connection = await factory.CreateConnectionAsync(cancellation);
            await connection.CloseAsync(cancellation);
        }

        if (Management is not null)
        {
            using var client = RabbitMqServer.ManagementClient(Management);
            using var answer = await client.GetAsync("api/overview", cancellation);
            _ = answer.EnsureSuccessStatusCode();
        }

        connected = true;
    }

    /// <summary>Ends without an exception where the port mapper listens. It is not connected to: it would complain.</summary>
    public Task AskMapperAsync(CancellationToken cancellation) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == MapperPort)
            ? Task.CompletedTask
            : Task.FromException(new IOException($"port {MapperPort} is not listened to"));

    private Dictionary<string, string> Variables() => new()
    {
        ["PATH"] = "/usr/bin:/bin",
        ["LANG"] = "C.UTF-8",
        ["HOME"] = home, // the Erlang cookie is made there
        ["RABBITMQ_NODENAME"] = "resident@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = Number(Port),
        ["RABBITMQ_DIST_PORT"] = Number(distribution),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(home, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(home, "log"),
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(home, "generated"),
        ["RABBITMQ_PID_FILE"] = Path.Combine(home, "pid"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(home, "rabbitmq.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(home, "enabled_plugins"),
        ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(home, "environment"),
        // Without it a shell stays as the parent, and a kill would miss the broker.
        ["RUNNING_UNDER_SYSTEMD"] = "1",
        ["ERL_EPMD_PORT"] = Number(MapperPort),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
    };

    private string Configuration()
    {
        var memory = Math.Min(MostMemoryBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryShare);
        string[] lines =
        [
            $"listeners.tcp.1 = 127.0.0.1:{Port}",
            $"default_user = {User}",
            $"default_pass = {settings.Password}",
            $"vm_memory_high_watermark.absolute = {Number(memory)}",
            $"disk_free_limit.absolute = {Number(LeastDiskBytes)}",
            "log.console = true", // its lines come to the host, which keeps the files
            "log.console.level = info",
            "log.file = false",
            .. settings.Management
                ?
                [
                    "management.tcp.ip = 127.0.0.1",
                    $"management.tcp.port = {ManagementPort}",
                    "prometheus.tcp.ip = 127.0.0.1",
                    $"prometheus.tcp.port = {metrics}",
                ]
                : Array.Empty<string>(),
        ];
        return string.Join('\n', lines) + "\n";
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

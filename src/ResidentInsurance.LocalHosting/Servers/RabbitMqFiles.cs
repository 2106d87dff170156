using System.Globalization;

namespace ResidentInsurance.LocalHosting.Servers;

/// <summary>What a private broker reads: nothing of the system's own installation.</summary>
internal static class RabbitMqFiles
{
    private const int MemoryShare = 4;
    private const long MostMemoryBytes = 4L << 30;
    private const long LeastDiskBytes = 512L << 20;

    internal static void Write(string home, ServerAccount account, RabbitMqSettings settings, RabbitMqPorts ports)
    {
        account.MakeFolder(home);
        foreach (var folder in new[] { "data", "log", "generated" })
        {
            account.MakeFolder(Path.Combine(home, folder));
        }

        account.Write(Path.Combine(home, "rabbitmq.conf"), Configuration(settings, ports));
        account.Write(Path.Combine(home, "environment"), "");
        account.Write(
            Path.Combine(home, "enabled_plugins"), settings.Management ? "[rabbitmq_management,rabbitmq_prometheus]." : "[].");
    }

    internal static Dictionary<string, string> Environment(string home, RabbitMqPorts ports) => new()
    {
        ["PATH"] = "/usr/bin:/bin",
        ["LANG"] = "C.UTF-8",
        ["HOME"] = home, // the Erlang cookie is made there
        ["RABBITMQ_NODENAME"] = "resident@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = Number(ports.Amqp),
        ["RABBITMQ_DIST_PORT"] = Number(ports.Distribution),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(home, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(home, "log"),
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(home, "generated"),
        ["RABBITMQ_PID_FILE"] = Path.Combine(home, "pid"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(home, "rabbitmq.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(home, "enabled_plugins"),
        ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(home, "environment"),
        // Without it a shell stays as the parent, and a kill would miss the broker.
        ["RUNNING_UNDER_SYSTEMD"] = "1",
        ["ERL_EPMD_PORT"] = Number(ports.Mapper),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
    };

    private static string Configuration(RabbitMqSettings settings, RabbitMqPorts ports)
    {
        var memory = Math.Min(MostMemoryBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryShare);
        string[] lines =
        [
            $"listeners.tcp.1 = 127.0.0.1:{ports.Amqp}",
            $"default_user = {RabbitMqServer.User}",
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
                    $"management.tcp.port = {ports.Management}",
                    "prometheus.tcp.ip = 127.0.0.1",
                    $"prometheus.tcp.port = {ports.Metrics}",
                ]
                : Array.Empty<string>(),
        ];
        return string.Join('\n', lines) + "\n";
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

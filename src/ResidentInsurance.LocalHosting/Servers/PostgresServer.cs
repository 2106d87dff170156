using System.Globalization;
using Npgsql;
using ResidentInsurance.LocalHosting.Processes;

namespace ResidentInsurance.LocalHosting.Servers;

/// <summary>How a private PostgreSQL is to run.</summary>
/// <param name="Name">Its name: of its folder, its log and its port.</param>
/// <param name="Password">The password of its only user, letters and digits.</param>
public sealed record PostgresSettings(string Name, string Password)
{
    /// <summary>A port that the operator has set; null for one of the data folder's.</summary>
    public int? Port { get; init; }

    public int MaxConnections { get; init; } = 200;

    /// <summary>False for tests alone: nothing survives a power cut then.</summary>
    public bool Durable { get; init; } = true;
}

/// <summary>A private PostgreSQL on loopback, child of this process.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The only user, owner of everything.</summary>
    public const string User = "app";

    private const string Tools = "/usr/lib/postgresql";
    private static readonly TimeSpan InitLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(20);

    private PostgresServer(ChildProcess process, int port, string password)
    {
        Process = process;
        Port = port;
        ConnectionString = Address(port, password);
    }

    public ChildProcess Process { get; }

    public int Port { get; }

    /// <summary>The server, without a database.</summary>
    public string ConnectionString { get; }

    internal static string Address(int port, string password) =>
        $"Host=127.0.0.1;Port={port};Username={User};Password={password}";

    /// <summary>Makes the data where there is none, starts the server and waits until it answers.</summary>
    /// <exception cref="HostException">It cannot start; the message says why and where its log is.</exception>
    public static async Task<PostgresServer> StartAsync(
        DataFolder data, PostgresSettings settings, CancellationToken cancellation = default)
    {
        var account = ServerAccount.For("postgres");
        var home = ServerFolder.Place(data, settings.Name, account);
        var cluster = Path.Combine(home, "data");
        if (!Directory.Exists(cluster))
        {
            await InitAsync(data, settings, account, home, cluster, cancellation);
        }

        var port = settings.Port is { } set
            ? PortBook.Require(settings.Name, set)
            : data.Ports.Choose(settings.Name, settings.Name);
        var version = (await File.ReadAllTextAsync(Path.Combine(cluster, "PG_VERSION"), cancellation)).Trim();
        var command = Path.Combine(Tools, version, "bin", "postgres");
        if (!File.Exists(command))
        {
            throw new HostException(Bilingual.Text(nameof(Texts.NoPostgresVersion), cluster, version));
        }

        var process = data.Start(new ChildSpec(settings.Name, [.. account.Prefix, command, .. Arguments(settings, cluster, port)], Clean)
        {
            WorkingDirectory = "/",
            Signal = StopSignal.Interrupt,
        });
        var server = new PostgresServer(process, port, settings.Password);
        try
        {
            await Readiness.WaitAsync(process, server.AskAsync, StartLimit, cancellation);
            return server;
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(StopGrace);

    /// <summary>Ends it in order, killed where that takes longer than the grace.</summary>
    public Task<bool> StopAsync(TimeSpan grace) => Process.StopAsync(grace);

    /// <summary>Ends it at once: for data that nobody needs any more. Its sessions end by themselves then.</summary>
    public void Kill() => Process.Kill();

    private static Dictionary<string, string> Clean => new() { ["PATH"] = "/usr/bin:/bin", ["LC_ALL"] = "C.UTF-8" };

    // A county's year is two to three GB of tables that payments touch at random: what does not stay here is read, and pushed
    // out, by whoever waits for it. A quarter of the memory is what PostgreSQL's manual begins with.
    private static long SharedMegabytes =>
        Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, 256L << 20, 2L << 30) >> 20;

    private static IEnumerable<string> Arguments(PostgresSettings settings, string cluster, int port)
    {
        var durable = settings.Durable ? "on" : "off";
        string[] values =
        [
            "listen_addresses=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"port={port}"),
            "unix_socket_directories=", // loopback alone: a socket's path may be too long for the kernel
            string.Create(CultureInfo.InvariantCulture, $"max_connections={settings.MaxConnections}"),
            string.Create(CultureInfo.InvariantCulture, $"shared_buffers={SharedMegabytes}MB"),
            "max_wal_size=2GB", // rosters arrive in one go; a checkpoint in their middle costs more than the disk
            $"fsync={durable}",
            $"full_page_writes={durable}",
            "synchronous_commit=on",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_line_prefix=%m [%p] ",
            "logging_collector=off", // its lines come to the host, which keeps the files
        ];
        return ["-D", cluster, .. values.SelectMany(v => new[] { "-c", v })];
    }

    private static async Task InitAsync(
        DataFolder data,
        PostgresSettings settings,
        ServerAccount account,
        string home,
        string cluster,
        CancellationToken cancellation)
    {
        var tool = NewestTool("initdb");
        account.MakeFolder(home);
        // Made beside its place and moved there whole: a start that was cut off begins again.
        var draft = cluster + ".new";
        if (Directory.Exists(draft))
        {
            Directory.Delete(draft, recursive: true);
        }

        var passwordFile = Path.Combine(home, "password");
        account.Write(passwordFile, settings.Password);
        try
        {
            var init = data.Start(new ChildSpec(
                settings.Name,
                [
                    .. account.Prefix, tool, "-D", draft, "-U", User, $"--pwfile={passwordFile}",
                    "--auth=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8",
                ],
                Clean));
            if (await Task.WhenAny(init.Exited, Task.Delay(InitLimit, cancellation)) != init.Exited || await init.Exited != 0)
            {
                init.Kill();
                cancellation.ThrowIfCancellationRequested();
                throw new HostException(Readiness.Failed(init, Bilingual.Text(nameof(Texts.InitFailed))));
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(draft, cluster);
    }

    private static string NewestTool(string tool)
    {
        var versions = Directory.Exists(Tools)
            ? Directory.EnumerateDirectories(Tools).Select(Path.GetFileName)
                .Select(n => int.TryParse(n, CultureInfo.InvariantCulture, out var v) ? v : 0)
            : [];
        // 15 is the oldest that is tried.
        return versions.Where(v => v >= 15).OrderDescending()
            .Select(v => Path.Combine(Tools, v.ToString(CultureInfo.InvariantCulture), "bin", tool))
            .FirstOrDefault(File.Exists)
            ?? throw new HostException(Bilingual.Text(nameof(Texts.NotInstalled), "PostgreSQL", "postgresql"));
    }

    private async Task AskAsync(CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(
            $"{ConnectionString};Database=postgres;Pooling=false;Timeout=5;Include Error Detail=false");
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        _ = await command.ExecuteScalarAsync(cancellation);
    }
}

using System.Globalization;
using Npgsql;
using ResidentInsurance.LocalInstance.Processes;

namespace ResidentInsurance.LocalInstance.Servers;

/// <summary>How a private PostgreSQL is to run.</summary>
/// <param name="Name">Its name: of its folder, its log and its port.</param>
/// <param name="Password">The password of its only user, letters and digits.</param>
public sealed record PostgresSettings(string Name, string Password)
{
    public int MaxConnections { get; init; } = 200;

    /// <summary>False for tests alone: nothing survives a power cut then.</summary>
    public bool Durable { get; init; } = true;
}

/// <summary>A private PostgreSQL of this machine's packages, on loopback: what to start, and how to ask whether it answers.
/// Who starts it is somebody else: Aspire in an instance, the tests themselves.</summary>
public sealed class PostgresProgram
{
    /// <summary>The only user, owner of everything.</summary>
    public const string User = "app";

    private const string Tools = "/usr/lib/postgresql";
    private static readonly TimeSpan InitLimit = TimeSpan.FromMinutes(2);

    private readonly DataFolder data;
    private readonly PostgresSettings settings;
    private readonly ServerAccount account;
    private readonly string home;
    private readonly string cluster;
    private readonly string bin;

    /// <exception cref="HostException">PostgreSQL is not installed, or not in the version that made the data.</exception>
    public PostgresProgram(DataFolder data, PostgresSettings settings)
    {
        this.data = data;
        this.settings = settings;
        account = ServerAccount.For("postgres");
        home = ServerFolder.Place(data, settings.Name, account);
        cluster = Path.Combine(home, "data");
        bin = Bin(cluster);
        Port = data.Ports.Choose(settings.Name, settings.Name);
        ConnectionString = $"Host=127.0.0.1;Port={Port};Username={User};Password={ServerPassword.Plain(settings.Name, settings.Password)}";
        Spec = new ChildSpec(settings.Name, [.. account.Prefix, Path.Combine(bin, "postgres"), .. Arguments()], Clean)
        {
            // "Fast": sessions are ended and a checkpoint is written. SIGTERM would wait for the sessions.
            Signal = StopSignal.Interrupt,
        };
    }

    public int Port { get; }

    /// <summary>The server, without a database.</summary>
    public string ConnectionString { get; }

    public ChildSpec Spec { get; }

    private static Dictionary<string, string> Clean => new() { ["PATH"] = "/usr/bin:/bin", ["LC_ALL"] = "C.UTF-8" };

    // A county's year is two to three GB of tables that payments touch at random: what does not stay here is read, and pushed
    // out, by whoever waits for it. A quarter of the memory is what PostgreSQL's manual begins with.
    private static long SharedMegabytes =>
        Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, 256L << 20, 2L << 30) >> 20;

    /// <summary>Makes the data where there is none.</summary>
    /// <exception cref="HostException">It cannot be made; the message says why.</exception>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(cluster))
        {
            return;
        }

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
                $"{settings.Name}-init",
                [
                    .. account.Prefix, Path.Combine(bin, "initdb"), "-D", draft, "-U", User, $"--pwfile={passwordFile}",
                    "--auth=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8",
                ],
                Clean));
            if (await Task.WhenAny(init.Exited, Task.Delay(InitLimit, cancellation)) != init.Exited || await init.Exited != 0)
            {
                init.Kill();
                cancellation.ThrowIfCancellationRequested();
                throw new HostException(Readiness.Failed(init.Name, Bilingual.Text(nameof(Texts.InitFailed)), init.Log));
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(draft, cluster);
    }

    /// <summary>Ends without an exception where it answers.</summary>
    public async Task AskAsync(CancellationToken cancellation)
    {
        // Not pooled: an idle session of ours would be one more to end.
        await using var connection = new NpgsqlConnection(
            $"{ConnectionString};Database=postgres;Pooling=false;Timeout=5;Include Error Detail=false");
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        _ = await command.ExecuteScalarAsync(cancellation);
    }

    private IEnumerable<string> Arguments()
    {
        var durable = settings.Durable ? "on" : "off";
        string[] values =
        [
            "listen_addresses=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"port={Port}"),
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

    /// <summary>The tools of the version that made the data, else of the newest one.</summary>
    private static string Bin(string cluster)
    {
        if (Directory.Exists(cluster))
        {
            var version = File.ReadAllText(Path.Combine(cluster, "PG_VERSION")).Trim();
            var own = Path.Combine(Tools, version, "bin");
            return File.Exists(Path.Combine(own, "postgres"))
                ? own
                : throw new HostException(Bilingual.Text(nameof(Texts.NoPostgresVersion), cluster, version));
        }

        var versions = Directory.Exists(Tools)
            ? Directory.EnumerateDirectories(Tools).Select(Path.GetFileName)
                .Select(n => int.TryParse(n, CultureInfo.InvariantCulture, out var v) ? v : 0)
            : [];
        // 15 is the oldest that is tried.
        return versions.Where(v => v >= 15).OrderDescending()
            .Select(v => Path.Combine(Tools, v.ToString(CultureInfo.InvariantCulture), "bin"))
            .FirstOrDefault(b => File.Exists(Path.Combine(b, "initdb")))
            ?? throw new HostException(Bilingual.Text(nameof(Texts.NotInstalled), "PostgreSQL", "postgresql"));
    }
}

/// <summary>A password as it stands, unquoted, in connection strings, URIs and the broker's configuration.</summary>
internal static class ServerPassword
{
    /// <exception cref="HostException">It has other characters than letters and digits.</exception>
    internal static string Plain(string server, string password) => password.All(char.IsAsciiLetterOrDigit)
        ? password
        : throw new HostException(Bilingual.Text(nameof(Texts.PasswordForm), server));
}

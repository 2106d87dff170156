using ResidentInsurance.LocalInstance.Processes;

namespace ResidentInsurance.LocalInstance.Servers;

/// <summary>A private PostgreSQL as a child of this process: for tests and measurements. In an instance Aspire starts it.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(20);

    private PostgresServer(ChildProcess process, string connectionString)
    {
        Process = process;
        ConnectionString = connectionString;
    }

    public ChildProcess Process { get; }

    /// <summary>The server, without a database.</summary>
    public string ConnectionString { get; }

    /// <summary>Makes the data where there is none, starts the server and waits until it answers.</summary>
    /// <exception cref="HostException">It cannot start; the message says why and where its log is.</exception>
    public static async Task<PostgresServer> StartAsync(
        DataFolder data, PostgresSettings settings, CancellationToken cancellation = default)
    {
        var program = new PostgresProgram(data, settings);
        await program.PrepareAsync(cancellation);
        var process = data.Start(program.Spec);
        try
        {
            await Readiness.WaitAsync(process, program.AskAsync, StartLimit, cancellation);
            return new PostgresServer(process, program.ConnectionString);
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await Process.StopAsync(StopGrace);

    /// <summary>Ends it at once: for data that nobody needs any more. Its sessions end by themselves then.</summary>
    public void Kill() => Process.Kill();
}

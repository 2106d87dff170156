using System.Net.Http.Headers;
using System.Text;
using ResidentInsurance.LocalInstance.Processes;

namespace ResidentInsurance.LocalInstance.Servers;

/// <summary>A private RabbitMQ with its port mapper as children of this process: for tests. In an instance Aspire starts them.</summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private static readonly TimeSpan MapperLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MapperGrace = TimeSpan.FromSeconds(2);

    private readonly ChildProcess mapper;

    private RabbitMqServer(ChildProcess mapper, ChildProcess process, RabbitMqProgram program)
    {
        this.mapper = mapper;
        Process = process;
        ConnectionString = program.ConnectionString;
        Management = program.Management;
    }

    public ChildProcess Process { get; }

    /// <summary>As <c>amqp://user:password@host:port</c>.</summary>
    public string ConnectionString { get; }

    /// <summary>The management HTTP API with its credentials.</summary>
    public Uri? Management { get; }

    /// <summary>Starts the port mapper and the broker, and waits until it answers.</summary>
    /// <exception cref="HostException">It cannot start; the message says why and where its log is.</exception>
    public static async Task<RabbitMqServer> StartAsync(
        DataFolder data, RabbitMqSettings settings, CancellationToken cancellation = default)
    {
        var program = new RabbitMqProgram(data, settings);
        program.Prepare();
        var epmd = data.Start(program.MapperSpec);
        ChildProcess? process = null;
        try
        {
            await Readiness.WaitAsync(epmd, program.AskMapperAsync, MapperLimit, cancellation);
            process = data.Start(program.Spec);
            await Readiness.WaitAsync(process, program.AskAsync, StartLimit, cancellation);
            return new RabbitMqServer(epmd, process, program);
        }
        catch
        {
            process?.Kill();
            epmd.Kill();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _ = await Process.StopAsync(StopGrace);
        _ = await mapper.StopAsync(MapperGrace);
    }

    /// <summary>Ends it at once: for data that nobody needs any more.</summary>
    public void Kill()
    {
        Process.Kill();
        mapper.Kill();
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

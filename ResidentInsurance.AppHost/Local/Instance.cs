using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Processes;
using ResidentInsurance.LocalInstance.Servers;

namespace ResidentInsurance.AppHost.Local;

/// <summary>The system in one run: on this machine, with a data folder; or only published, without one.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DcpLimit = TimeSpan.FromSeconds(5);

    private readonly HostOptions options;
    private readonly DataFolder? data;
    private IReadOnlyList<ProcessIdentity> stopped = [];

    private Instance(IDistributedApplicationBuilder builder, HostOptions options, DataFolder? data)
    {
        Builder = builder;
        this.options = options;
        this.data = data;
    }

    public IDistributedApplicationBuilder Builder { get; }

    public bool IsDemo => options.Demo;

    public int Replicas => options.Replicas;

    private DataFolder Data => data ?? throw new InvalidOperationException("Nothing runs where the model is only published.");

    /// <exception cref="HostException">An argument is not understood, or the data folder cannot be had.</exception>
    public static async Task<Instance> OpenAsync(string[] args)
    {
        // Whatever the diagram cannot have is said in one line; in a test the exception is the test's.
        AppDomain.CurrentDomain.UnhandledException += (_, thrown) =>
        {
            if (thrown.ExceptionObject is HostException refusal)
            {
                Console.Error.WriteLine(refusal.Message);
                Environment.Exit(refusal.ExitCode);
            }
        };
        var called = HostOptions.Parse(args);
        if (called.Help)
        {
            Console.WriteLine(Bilingual.Paragraphs(nameof(Texts.Help)));
            Environment.Exit(0);
        }

        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = [.. called.Aspire],
            AllowUnsecuredTransport = true,
            TrustDeveloperCertificate = false,
            DisableDashboard = !called.Dashboard,
        });
        if (builder.ExecutionContext.IsPublishMode)
        {
            return new Instance(builder, called, data: null);
        }

        var folder = called.DataFolder ?? Path.Combine(builder.AppHostDirectory, "..", ".data", called.Demo ? "demo" : "own");
        var kept = await DataFolder.OpenAsync(folder, Console.Out, called.Echo);
        var instance = new Instance(builder, called, kept);
        kept.Keep(called.Demo);
        instance.Configure();
        return instance;
    }

    /// <summary>A secret: given as <c>Parameters__NAME</c>, else the data folder's; where the model is published, a parameter of it.</summary>
    public IResourceBuilder<ParameterResource> Secret(string name) => data is null
        ? Builder.AddParameter(name, secret: true)
        : Builder.AddParameter(name, () => SecretValue(name), secret: true);

    /// <summary>The operator's own server, by connection string; a container where one is deployed or asked for; else a private process.</summary>
    public IResourceBuilder<IResourceWithConnectionString> Server(
        string name,
        Func<string, string, IResourceBuilder<IResourceWithConnectionString>> process,
        Func<string, IResourceBuilder<ParameterResource>, IResourceBuilder<IResourceWithConnectionString>> container)
    {
        if (data is not null && Builder.Configuration.GetConnectionString(name) is not null)
        {
            data.Log.Say(name, Bilingual.Text(nameof(Texts.OwnServer), $"ConnectionStrings__{name}"));
            return Builder.AddConnectionString(name);
        }

        var password = $"{name}-password";
        return data is null || options.Containers ? container(name, Secret(password)) : process(name, SecretValue(password));
    }

    public IResourceBuilder<LocalPostgresResource> PrivatePostgres(string name, string password) => Builder.AddLocalPostgres(new PostgresProgram(
        Data,
        new PostgresSettings(name, password) { MaxConnections = PostgresSizing.MaxConnections(Builder.Configuration, Replicas) }));

    public IResourceBuilder<LocalRabbitMqResource> PrivateRabbitMq(string name, string password) =>
        Builder.AddLocalRabbitMq(new RabbitMqProgram(Data, new RabbitMqSettings(name, password)));

    public Service Service<T>(string name, int replicas)
        where T : IProjectMetadata, new()
    {
        IEnumerable<IResourceBuilder<IResourceWithServiceDiscovery>> resources = data is null
            ? [Builder.AddProject<T>(name).WithHttpHealthCheck("/health")]
            : Enumerable.Range(1, replicas).Select(number => number == 1 ? name : $"{name}-{number}").Select(own =>
                Builder.AddBuiltService<T>(own, name, data.Ports.Choose(own, own), telemetry: options.Dashboard && !HasCollector)
                    .WithHttpHealthCheck("/health"));
        return new Service(name, [.. resources]);
    }

    /// <summary>Runs until Ctrl-C or SIGTERM, and tells <c>ri</c> and <c>./run</c> when all is healthy.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        await using var app = Builder.Build();
        if (data is null)
        {
            await app.RunAsync();
            return 0;
        }

        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        using var signals = IsOwnProgram ? new StopSignals(data, lifetime) : null;
        using var stopping = lifetime.ApplicationStopping.Register(() =>
        {
            stopped = data.Ledger.Families;
            data.Log.Say("host", Bilingual.Text(nameof(Texts.Stopping)));
        });
        DeleteReadyFile();
        var code = 0;
        try
        {
            // Not a hosted service: it would start when Aspire has started everything.
            var upkeep = app.Services.GetRequiredService<Upkeep>();
            _ = upkeep.WatchAsync(lifetime.ApplicationStopping);
            var start = app.StartAsync(lifetime.ApplicationStopping);
            // Aspire would wait for ever for a server that has ended.
            await await Task.WhenAny(start, upkeep.ReadyAsync(lifetime.ApplicationStopping));
            await start;
            await AnnounceAsync(app, lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Stopped before it was ready.
        }
        catch (Exception e) when (e is HostException or DistributedApplicationException)
        {
            data.Log.Say("host", e.Message);
            code = 1;
            lifetime.StopApplication();
        }

        await app.WaitForShutdownAsync();
        DeleteReadyFile();
        File.Delete(data.File(InstanceFile.FileName));
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        if (data is not null)
        {
            // DCP goes a moment after it has been told to; whoever reads that all is stopped finds nothing running.
            if (stopped is { Count: > 0 })
            {
                await ProcessLedger.SeeEndedAsync(stopped, DcpLimit);
                File.Delete(data.File("processes.json"));
                data.Log.Say("host", Bilingual.Text(nameof(Texts.Stopped)));
            }

            data.Dispose();
        }
    }

    // In a test the program is the test, and its signals are its own.
    private static bool IsOwnProgram => Assembly.GetEntryAssembly() == typeof(Instance).Assembly;

    // A team's own, named in the environment, which the services inherit.
    private bool HasCollector => Builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };

    private string SecretValue(string name) =>
        Builder.Configuration[$"Parameters:{name}"] ?? Builder.Configuration[$"Parameters:{name.Replace('-', '_')}"] ?? Data.Secrets.Get(name);

    private void Configure()
    {
        string Address(string name) => $"http://127.0.0.1:{Data.Ports.Choose(name, name)}";
        // The dashboard without certificates, on ports that stay.
        foreach (var (setting, name) in new[]
        {
            ("ASPNETCORE_URLS", "dashboard"), ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "dashboard-otlp"), ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "dashboard-resources"),
        })
        {
            if (options.Dashboard)
            {
                Builder.Configuration[setting] = Address(name);
            }
        }

        Builder.Configuration["AppHost:BrowserToken"] = Data.Secrets.Get("dashboard-token");
        // Else the host ends before its children.
        Builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
        Builder.Services.AddLogging(logging => logging
            .AddFilter("Aspire.Hosting", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            // Their lines go to their own files.
            .AddFilter(Builder.Environment.ApplicationName + ".Resources", LogLevel.None)
            // A check that fails is said by us, once.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None).AddFilter("System.Net.Http", LogLevel.Warning));
        Builder.Services.AddSingleton(Data);
        Builder.Services.AddSingleton<Upkeep>();
        Builder.Services.AddSingleton<LogFiles>();
        Builder.Services.AddHostedService<OrderedStop>();
        Builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = StopLimit);
        Builder.Eventing.Subscribe<BeforeResourceStartedEvent>((started, _) =>
        {
            started.Services.GetRequiredService<Upkeep>().MindCommands(started.Resource);
            started.Services.GetRequiredService<LogFiles>().Copy(started.Resource);
            return Task.CompletedTask;
        });
    }

    private async Task AnnounceAsync(DistributedApplication app, CancellationToken cancellation)
    {
        var model = app.Services.GetRequiredService<DistributedApplicationModel>();
        Data.Ledger.AddDcp();
        var services = model.Resources.OfType<BuiltServiceResource>().ToList();
        var addresses = services.GroupBy(s => ServiceName(s.Name)).ToDictionary(
            g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(s => s.GetEndpoint("http").Url)]);
        await app.Services.GetRequiredService<Upkeep>().ReadyAsync(cancellation);
        var connections = new Dictionary<string, string>();
        foreach (var server in model.Resources.OfType<IResourceWithConnectionString>())
        {
            connections[server.Name] = (await server.GetConnectionStringAsync(cancellation))!;
        }

        var parameters = new Dictionary<string, string>();
        foreach (var parameter in model.Resources.OfType<ParameterResource>())
        {
            parameters[parameter.Name] = (await parameter.GetValueAsync(cancellation))!;
        }

        new InstanceFile(ProcessIdentity.Of(Environment.ProcessId)!, addresses, connections, parameters).Write(Data.Path);
        await SayReadyAsync(addresses);
    }

    private async Task SayReadyAsync(Dictionary<string, IReadOnlyList<string>> addresses)
    {
        var door = addresses["desk"][0];
        var places = addresses.Select(service => $"{service.Key}\t{string.Join(' ', service.Value)}");
        if (options.Dashboard)
        {
            places = places.Append(
                $"{Bilingual.Text(nameof(Texts.Dashboard))}\t{Builder.Configuration["ASPNETCORE_URLS"]}/login?t={Builder.Configuration["AppHost:BrowserToken"]}");
        }

        Data.Log.For("host").Write($"ready {door}");
        if (options.ReadyFile is { } file)
        {
            // The address, then a line for each part: name, tab, where it is.
            Modes.WriteAtomically(file, string.Concat(places.Prepend(door).Select(line => line + "\n")));
            return;
        }

        await Console.Out.WriteAsync(string.Concat(places.Select(place => $"    {place.Replace("\t", "  ", StringComparison.Ordinal)}\n")) + $"ready {door}\n");
    }

    // A further replica is NAME-2, NAME-3, …
    private static string ServiceName(string resource) =>
        resource.LastIndexOf('-') is > 0 and var at && int.TryParse(resource.AsSpan(at + 1), out _) ? resource[..at] : resource;

    private void DeleteReadyFile()
    {
        if (options.ReadyFile is { } file)
        {
            File.Delete(file);
        }
    }
}

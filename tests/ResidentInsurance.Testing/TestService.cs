using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using ResidentInsurance.ServiceDefaults;
using Xunit;

namespace ResidentInsurance.Testing;

/// <summary>A service that has nothing but the defaults, on a free port.</summary>
public sealed class TestService : IAsyncDisposable
{
    public const string TokenKey = "0123456789abcdef0123456789abcdef";

    private TestService(WebApplication app, LogLines log)
    {
        App = app;
        Log = log;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("zh-CN");
    }

    public WebApplication App { get; }

    public LogLines Log { get; }

    public HttpClient Client { get; }

    /// <param name="add">Adds to the builder.</param>
    /// <param name="map">Maps the service's own endpoints.</param>
    /// <param name="configuration">Beyond what the defaults need.</param>
    public static async Task<TestService> StartAsync(
        Action<WebApplicationBuilder>? add = null, Action<WebApplication>? map = null,
        params (string Key, string Value)[] configuration)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("urls", "http://127.0.0.1:0"), new("Secrets:TokenKey", TokenKey),
            .. configuration.Select(pair => KeyValuePair.Create<string, string?>(pair.Key, pair.Value)),
        ]);
        var log = new LogLines();
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.Configure<PrometheusAspNetCoreOptions>(options => options.ScrapeResponseCacheDurationMilliseconds = 0);
        add?.Invoke(builder);
        var app = builder.Build();
        app.MapServiceDefaults();
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestService(app, log);
    }

    public HttpClient As(Actor? actor, TimeSpan? lifetime = null)
    {
        var token = actor is null ? null : App.Services.GetRequiredService<ActorTokens>().Issue(actor, lifetime);
        Client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return Client;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync(CancellationToken.None);
        await App.DisposeAsync();
    }
}

/// <summary>What a service logged, in order.</summary>
public sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly List<string> lines = [];

    public IReadOnlyList<string> All
    {
        get
        {
            lock (lines)
            {
                return [.. lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (lines)
        {
            lines.Add(formatter(state, exception) + exception);
        }
    }

    public void Dispose()
    {
        // Outlives the service on purpose: tests read it afterwards.
    }
}

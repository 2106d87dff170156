using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Feeds;

/// <summary>How it stands with a county's database.</summary>
/// <param name="Fault">Why it could not be opened at the last attempt; null while open, or before the first attempt.</param>
public sealed record CountyState(CountyCode County, bool IsOpen, string? Fault);

/// <summary>The county databases of a service. They are opened in the background from start on, and again and again
/// where that fails; a county that cannot be opened is reported, the others serve.</summary>
public sealed class CountyDatabases : BackgroundService, IHealthCheck, IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly CountyDatabaseOptions options;
    private readonly ILogger<CountyDatabases> log;
    private readonly Dictionary<CountyCode, TaskCompletionSource<CountyDatabase>> opening;
    private readonly ConcurrentDictionary<CountyCode, string> faults = new();

    public CountyDatabases(CountyDatabaseOptions options, IEnumerable<CountyCode> counties, ILogger<CountyDatabases> log)
    {
        this.options = options;
        this.log = log;
        opening = counties.Distinct().ToDictionary(
            county => county,
            _ => new TaskCompletionSource<CountyDatabase>(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    /// <summary>The counties that are served here, open or not.</summary>
    public IReadOnlyCollection<CountyCode> Counties => opening.Keys;

    public IReadOnlyList<CountyState> States =>
    [
        .. opening.Select(pair => new CountyState(
            pair.Key, pair.Value.Task.IsCompletedSuccessfully,
            pair.Value.Task.IsCompletedSuccessfully ? null : faults.GetValueOrDefault(pair.Key))),
    ];

    /// <summary>The open database of a county.</summary>
    /// <exception cref="CountyUnavailableException">It is not served here, or not open.</exception>
    public CountyDatabase Get(CountyCode county) => TryGet(county, out var database)
        ? database
        : throw new CountyUnavailableException($"The database of county {county.Value} is not open.");

    public bool TryGet(CountyCode county, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CountyDatabase? database)
    {
        database = opening.TryGetValue(county, out var source) && source.Task.IsCompletedSuccessfully ? source.Task.Result : null;
        return database is not null;
    }

    /// <summary>The database of a county as soon as it is open.</summary>
    /// <exception cref="CountyUnavailableException">It is not served here.</exception>
    public Task<CountyDatabase> OpenedAsync(CountyCode county, CancellationToken cancellation) =>
        opening.TryGetValue(county, out var source)
            ? source.Task.WaitAsync(cancellation)
            : throw new CountyUnavailableException($"County {county.Value} is not served here.");

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var closed = States.Where(state => !state.IsOpen).ToList();
        var text = string.Join("; ", closed.Select(state => $"{state.County.Value}: {state.Fault ?? "opening"}"));

        // One county's fault must not take the others out of service.
        return Task.FromResult(closed.Count == 0 ? HealthCheckResult.Healthy()
            : closed.Count == opening.Count || closed.Any(state => state.Fault is null) ? HealthCheckResult.Unhealthy(text)
            : HealthCheckResult.Degraded(text));
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        foreach (var source in opening.Values.Where(source => source.Task.IsCompletedSuccessfully))
        {
            await (await source.Task).DisposeAsync();
        }
    }

    // One attempt at a time: the first opening of a county is much work for its server. One that fails lets the others go on.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var turn = new SemaphoreSlim(1);
        await Task.WhenAll(opening.Select(pair => OpenAsync(pair.Key, pair.Value, turn, stoppingToken)));
    }

    private async Task OpenAsync(
        CountyCode county, TaskCompletionSource<CountyDatabase> source, SemaphoreSlim turn, CancellationToken cancellation)
    {
        using var pause = new PeriodicTimer(FirstPause, options.Clock);
        do
        {
            await turn.WaitAsync(cancellation);
            try
            {
                source.SetResult(await CountyDatabase.OpenAsync(options, county, cancellation));
                log.LogInformation("County {County} is open", county.Value);
                return;
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
            {
                // The type and the server's message: nothing of any person is read before a county is open.
                faults[county] = $"{fault.GetType().Name}: {fault.Message}";
                log.LogWarning("County {County} cannot be opened yet: {Fault}", county.Value, faults[county]);
                pause.Period = pause.Period * 2 < LongestPause ? pause.Period * 2 : LongestPause;
            }
            finally
            {
                turn.Release();
            }
        }
        while (await pause.WaitForNextTickAsync(cancellation));
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>Figures of each county that its gauges show, read from its database at most every 15 seconds, however often
/// somebody scrapes. A county that was not read yet has none: an invented zero would look like a loss.</summary>
/// <remarks>Configuration: <c>Meters:Interval</c> (a time span, for tests).</remarks>
public sealed class CountyReadings<T>(
    CountyDatabases counties, IConfiguration configuration, TimeProvider clock, ILogger<CountyReadings<T>> log)
    where T : class
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<CountyCode, T> read = new();

    /// <summary>What was read last, by county.</summary>
    public IEnumerable<KeyValuePair<CountyCode, T>> All => read;

    /// <summary>What was read last of a county.</summary>
    public bool TryGet(CountyCode county, [NotNullWhen(true)] out T? figures) => read.TryGetValue(county, out figures);

    /// <summary>Reads every county whose database is open, one after the other, and again and again until it is cancelled. What
    /// could not be read stays as it was.</summary>
    public async Task RunAsync(Func<CountyDatabase, CancellationToken, Task<T>> look, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(configuration.GetValue("Meters:Interval", Interval), clock);
        var failed = new HashSet<CountyCode>();
        try
        {
            await Task.WhenAny(counties.Counties.Select(county => counties.OpenedAsync(county, cancellation)));
            do
            {
                foreach (var county in counties.Counties)
                {
                    if (counties.TryGet(county, out var database))
                    {
                        await ReadAsync(database, look, failed, cancellation);
                    }
                }
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task ReadAsync(
        CountyDatabase database, Func<CountyDatabase, CancellationToken, Task<T>> look, HashSet<CountyCode> failed,
        CancellationToken cancellation)
    {
        try
        {
            using var untraced = SuppressInstrumentationScope.Begin(); // a trace of every look would bury the others
            read[database.County] = await look(database, cancellation);
            failed.Remove(database.County);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            // Once for a fault that lasts; by its name alone, its message may quote a row.
            log.Log(failed.Add(database.County) ? LogLevel.Warning : LogLevel.Debug,
                "The figures of {County} could not be read: {Fault}", database.County, ServerFaults.Name(fault));
        }
    }
}

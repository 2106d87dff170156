using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>Whether the open counties' databases can be written: a full disk or a server that has turned read-only answers
/// queries and loses nothing, but nothing new is taken in. It also tells of rebuilds that were broken off.</summary>
internal sealed class WritingCheck(CountyDatabases counties, TimeProvider clock) : IHealthCheck
{
    // Who asks every second shall not make a commit a second.
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<CountyCode, (DateTimeOffset At, string? Fault)> known = new();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var faults = new List<string>();
        var unfinished = new List<string>();
        foreach (var county in counties.Counties)
        {
            if (!counties.TryGet(county, out var database))
            {
                continue; // the check of the counties tells of it
            }

            if (await FaultAsync(database, cancellationToken) is { } fault)
            {
                faults.Add($"{county.Value}: {fault}");
            }
            else if (await database.Rebuilds.UnfinishedAsync(cancellationToken) is { Count: > 0 } names)
            {
                unfinished.Add($"{county.Value}: {string.Join(", ", names)} not rebuilt to the end");
            }
        }

        return faults.Count > 0 ? HealthCheckResult.Unhealthy(string.Join("; ", faults))
            : unfinished.Count > 0 ? HealthCheckResult.Degraded(string.Join("; ", unfinished))
            : HealthCheckResult.Healthy();
    }

    private async Task<string?> FaultAsync(CountyDatabase database, CancellationToken cancellation)
    {
        if (known.TryGetValue(database.County, out var last) && last.Fault is null && clock.GetUtcNow() - last.At < Kept)
        {
            return null;
        }

        string? fault = null;
        try
        {
            await using var command = database.Source.CreateCommand(
                "insert into write_probe (id, at) values (1, $1) on conflict (id) do update set at = excluded.at");
            command.CommandTimeout = 5;
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime });
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (Exception caught) when (caught is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            fault = ServerFaults.Name(caught);
        }

        known[database.County] = (clock.GetUtcNow(), fault);
        return fault;
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>Whether the servers of the open counties can be written: with a full disk, or turned read-only, a server answers
/// queries and loses nothing, but nothing new is taken in. It also tells of rebuilds that were broken off.</summary>
internal sealed class WritingCheck(CountyDatabases counties, TimeProvider clock) : IHealthCheck
{
    // Who asks every second shall not make a commit a second, nor wait for a server that does not answer as often.
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private const int LimitSeconds = 5;

    private (DateTimeOffset At, HealthCheckResult Result)? known;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (known is { } last && clock.GetUtcNow() - last.At < Kept)
        {
            return last.Result;
        }

        var result = await LookAsync(cancellationToken);
        known = (clock.GetUtcNow(), result);
        return result;
    }

    private async Task<HealthCheckResult> LookAsync(CancellationToken cancellation)
    {
        // The check of the counties tells of those that are not open.
        var open = counties.Counties.Select(county => counties.TryGet(county, out var database) ? database : null).OfType<CountyDatabase>().ToList();
        var faults = new List<string>();
        foreach (var server in open.GroupBy(database => ServerOf(database.Source)))
        {
            if (await FaultAsync(server.First(), cancellation) is { } fault)
            {
                faults.Add($"{server.First().County}: {fault}");
            }
        }

        var unfinished = open.Where(database => database.Rebuilds.Unfinished.Count > 0)
            .Select(database => $"{database.County}: {string.Join(", ", database.Rebuilds.Unfinished)} not rebuilt to the end").ToList();
        return faults.Count > 0 ? HealthCheckResult.Unhealthy(string.Join("; ", faults))
            : unfinished.Count > 0 ? HealthCheckResult.Degraded(string.Join("; ", unfinished))
            : HealthCheckResult.Healthy();
    }

    private async Task<string?> FaultAsync(CountyDatabase database, CancellationToken cancellation)
    {
        try
        {
            await using var command = database.Source.CreateCommand(
                "insert into write_probe (id, at) values (1, $1) on conflict (id) do update set at = excluded.at");
            command.CommandTimeout = LimitSeconds;
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime });
            await command.ExecuteNonQueryAsync(cancellation);
            return null;
        }
        catch (Exception caught) when (caught is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            return ServerFaults.Name(caught);
        }
    }

    private static string ServerOf(NpgsqlDataSource source)
    {
        var server = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        return $"{server.Host}:{server.Port}";
    }
}

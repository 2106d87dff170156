using Microsoft.Extensions.Configuration;

namespace ResidentInsurance.AppHost.Local;

/// <summary>How many sessions a private PostgreSQL must allow.</summary>
internal static class PostgresSizing
{
    /// <summary>A service's pool for one county (8), its publisher's lock, and one for migration.</summary>
    private const int SessionsPerCounty = 10;

    private const int Services = 4;

    /// <summary>psql, Grafana, backups.</summary>
    private const int Others = 50;

    private const int Least = 200;
    private const int Most = 2_000;

    /// <summary>Services × replicas × counties.</summary>
    public static int MaxConnections(IConfiguration configuration, int replicas) =>
        Math.Clamp((Services * replicas * Counties(configuration) * SessionsPerCounty) + Others, Least, Most);

    /// <summary>As configured; else no more than there are policy packs, one campaign each.</summary>
    private static int Counties(IConfiguration configuration)
    {
        if (configuration["Counties"] is { } counties)
        {
            return counties.Split(',', StringSplitOptions.RemoveEmptyEntries).Length;
        }

        var packs = configuration["Packs:Folder"]
            ?? Path.Combine(Path.GetDirectoryName(new Projects.ResidentInsurance_Enrollment().ProjectPath)!, "..", "ResidentInsurance.Policy", "packs");
        return Directory.Exists(packs) ? Directory.GetFiles(packs, "*.yaml").Length : 1;
    }
}

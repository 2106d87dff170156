namespace ResidentInsurance.LocalHosting.Servers;

/// <summary>How many sessions a private PostgreSQL must allow.</summary>
internal static class PostgresSizing
{
    /// <summary>A service's pool for one county (8), its publisher's lock, and one for migration.</summary>
    private const int SessionsPerCounty = 10;

    /// <summary>psql, Grafana, backups.</summary>
    private const int Others = 50;

    private const int Least = 200;
    private const int Most = 2_000;

    /// <summary>Counties × replicas of the services that use it.</summary>
    internal static int MaxConnections(
        ApplicationModel model, PostgresServerResource server, Allocation allocation, IReadOnlyDictionary<string, string> host)
    {
        var services = model.Processes
            .Where(p => p.References.Exists(r => r == server || (r as PostgresDatabaseResource)?.Server == server))
            .ToList();
        var sessions = services.Sum(allocation.Replicas) * Counties(services, host) * SessionsPerCounty;
        return Math.Clamp(sessions + Others, Least, Most);
    }

    /// <summary>As configured; else no more than there are policy packs beside the services, one campaign each.</summary>
    private static int Counties(IEnumerable<ProcessResource> services, IReadOnlyDictionary<string, string> host) =>
        host.TryGetValue("Counties", out var counties)
            ? counties.Split(',', StringSplitOptions.RemoveEmptyEntries).Length
            : services.OfType<ProjectResource>()
                .Select(s => Path.Combine(Path.GetDirectoryName(s.Project.AssemblyPath)!, "packs"))
                .Where(Directory.Exists)
                .Select(packs => Directory.GetFiles(packs, "*.yaml").Length)
                .DefaultIfEmpty(1)
                .Max();
}

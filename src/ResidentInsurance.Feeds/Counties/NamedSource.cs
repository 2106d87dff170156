using Npgsql;

namespace ResidentInsurance.Feeds;

/// <summary>Opens data sources. One without a name is called by its connection string, and Npgsql's meters and spans
/// tell what a source is called.</summary>
internal static class NamedSource
{
    // A dead peer is noticed although the session mostly waits.
    private const int KeepAliveSeconds = 15;

    public static NpgsqlDataSource Create(string connectionString, string name) =>
        new NpgsqlDataSourceBuilder(connectionString) { Name = name }.Build();

    /// <summary>For sessions that last, each its own: what is locked in one ends with it.</summary>
    public static NpgsqlDataSource OfOwnSessions(NpgsqlConnectionStringBuilder pooled) =>
        Create(new NpgsqlConnectionStringBuilder(pooled.ConnectionString) { Pooling = false, KeepAlive = KeepAliveSeconds }
            .ConnectionString, $"{pooled.Database} own sessions");
}

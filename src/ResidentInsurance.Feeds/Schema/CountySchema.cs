using Npgsql;

namespace ResidentInsurance.Feeds;

/// <summary>Creates a county's database and hands it to the service's role.</summary>
internal static class CountySchema
{
    // One for all counties: each is used once, and a name of its own would stay in the metrics.
    private const string Name = "schema";

    internal static async Task CreateAsync(
        NpgsqlConnectionStringBuilder server, string name, CancellationToken cancellation)
    {
        await using var source = NamedSource.Create(Unpooled(server, server.Database ?? "postgres"), Name);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var known = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection);
        known.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        if (await known.ExecuteScalarAsync(cancellation) is not null)
        {
            return;
        }

        // Keys are ASCII; comparing bytes is the fastest order, and the one in which writers sort their rows.
        await using var create = new NpgsqlCommand(
            $"""create database "{name}" template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'""", connection);
        try
        {
            await create.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException fault) when (fault.SqlState is PostgresErrorCodes.DuplicateDatabase
            or PostgresErrorCodes.UniqueViolation)
        {
            // Another process was faster.
        }
    }

    internal static async Task MigrateAsync(
        NpgsqlConnectionStringBuilder admin, NpgsqlConnectionStringBuilder own, string name,
        CountyDatabaseOptions options, CancellationToken cancellation)
    {
        await using var source = NamedSource.Create(Unpooled(admin, name), Name);
        await Migrator.MigrateAsync(source, options, cancellation);
        if (admin.Username != own.Username && own.Username is { } role)
        {
            var user = $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            await using var grant = source.CreateCommand(
                $"""
                grant select, insert, update, delete, truncate on all tables in schema public to {user};
                grant usage, select on all sequences in schema public to {user};
                """);
            await grant.ExecuteNonQueryAsync(cancellation);
        }
    }

    // These sessions are used once at start, and a script may have a large table to change.
    private static string Unpooled(NpgsqlConnectionStringBuilder server, string database) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Database = database,
            Pooling = false,
            CommandTimeout = 0,
        }.ConnectionString;
}

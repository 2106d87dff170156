using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace ResidentInsurance.Feeds;

/// <summary>Brings a county's database to the present schema: scripts in order, each once, all in one transaction.</summary>
internal static class Migrator
{
    // Any number that nothing else in these databases locks.
    private const long MigrationLock = 0x52_49_53_43_48_45_4D_41;

    internal static async Task MigrateAsync(
        NpgsqlDataSource source, IReadOnlyList<string> serviceScripts, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({MigrationLock})", cancellation);
        await ExecuteAsync(connection,
            """
            create table if not exists schema_version (
                name varchar not null constraint schema_version_pk primary key,
                sha256 varchar not null,
                applied_at timestamptz not null default now())
            """,
            cancellation);
        var applied = await AppliedAsync(connection, cancellation);
        foreach (var (name, script) in Scripts(serviceScripts))
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
            if (applied.TryGetValue(name, out var known))
            {
                if (known != hash)
                {
                    throw new InvalidOperationException($"Schema script {name} has changed since it was applied.");
                }

                continue;
            }

            await ExecuteAsync(connection, script, cancellation);
            await using var record = new NpgsqlCommand("insert into schema_version (name, sha256) values ($1, $2)", connection);
            record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
            record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = hash });
            await record.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    private static IEnumerable<(string Name, string Script)> Scripts(IReadOnlyList<string> serviceScripts) =>
    [
        ("event-tables", Resource("event-tables.sql")),
        ("own-tables", Resource("own-tables.sql")),
        .. serviceScripts.Select((script, index) => ($"service-{index + 1:000}", script)),
    ];

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static async Task<Dictionary<string, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select name, sha256 from schema_version", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var applied = new Dictionary<string, string>();
        while (await reader.ReadAsync(cancellation))
        {
            applied.Add(reader.GetString(0), reader.GetString(1));
        }

        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

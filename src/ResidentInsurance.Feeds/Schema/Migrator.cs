using System.Security.Cryptography;
using System.Text;
using JasperFx;
using Npgsql;

namespace ResidentInsurance.Feeds;

/// <summary>Brings a county's database to the present schema: scripts in order, each once, all in one transaction.</summary>
internal static class Migrator
{
    // Any number that nothing else in these databases locks.
    private const string Marten = "marten";
    private const long MigrationLock = 0x52_49_53_43_48_45_4D_41;

    internal static async Task MigrateAsync(
        NpgsqlDataSource source, CountyDatabaseOptions options, CancellationToken cancellation)
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
        await ApplyMartenAsync(source, connection, options, applied, cancellation);
        foreach (var (name, script) in Scripts(options.Migrations))
        {
            var hash = Hash(script);
            if (applied.TryGetValue(name, out var known))
            {
                if (known != hash)
                {
                    throw new InvalidOperationException($"Schema script {name} has changed since it was applied.");
                }

                continue;
            }

            await ExecuteAsync(connection, script, cancellation);
            await RecordAsync(connection, name, hash, cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    // Marten compares its wishes with what is there, some hundred queries; asked only when its wishes have changed. It works in
    // sessions of its own, while this one holds the lock; what it does is whole or not there.
    private static async Task ApplyMartenAsync(
        NpgsqlDataSource source, NpgsqlConnection connection, CountyDatabaseOptions options,
        Dictionary<string, string> applied, CancellationToken cancellation)
    {
        await using var store = CountyStore.Open(source, options, AutoCreate.CreateOrUpdate);
        var hash = Hash(store.Storage.ToDatabaseScript());
        if (applied.GetValueOrDefault(Marten) != hash)
        {
            await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
            await RecordAsync(connection, Marten, hash, cancellation);
        }
    }

    private static async Task RecordAsync(NpgsqlConnection connection, string name, string hash, CancellationToken cancellation)
    {
        await using var record = new NpgsqlCommand(
            "insert into schema_version (name, sha256) values ($1, $2) on conflict (name) do update set sha256 = excluded.sha256, applied_at = now()",
            connection);
        record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = hash });
        await record.ExecuteNonQueryAsync(cancellation);
    }

    private static string Hash(string script) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)));

    private static IEnumerable<(string Name, string Script)> Scripts(IReadOnlyList<string> serviceScripts) =>
    [
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

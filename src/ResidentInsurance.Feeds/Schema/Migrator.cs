using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using JasperFx;
using JasperFx.Events;
using Marten;
using Npgsql;
using Weasel.Postgresql;
using Weasel.Postgresql.Functions;

namespace ResidentInsurance.Feeds;

/// <summary>Brings a county's database to the present schema: scripts in order, each once, all in one transaction.</summary>
internal static class Migrator
{
    private const string MartenName = "marten";

    // Any number that nothing else in these databases locks.
    private const long MigrationLock = 0x52_49_53_43_48_45_4D_41;

    private static readonly ConditionalWeakTable<CountyDatabaseOptions, MartenWishes> Wishes = [];

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
        var (hash, plain) = Wishes.GetValue(options, _ => WishesOf(source, options));
        if (applied.GetValueOrDefault(MartenName) != hash)
        {
            await using var store = CountyStore.Open(source, options, AutoCreate.CreateOrUpdate);
            await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
            await ExecuteAsync(connection, plain, cancellation);
            await RecordAsync(connection, MartenName, hash, cancellation);
        }
    }

    // The same for all counties of a service: two stores and their scripts cost more than opening a county does.
    private static MartenWishes WishesOf(NpgsqlDataSource source, CountyDatabaseOptions options)
    {
        using var store = CountyStore.Open(source, options, AutoCreate.CreateOrUpdate);
        var plain = PlainAppend(source, options);
        return new MartenWishes(Hash(store.Storage.ToDatabaseScript() + plain), plain);
    }

    // Marten appends by a function whose parameters follow from its options. A store with stock options, in whose hands a
    // county's database may come one day, calls it with other parameters than ours: both are there.
    private static string PlainAppend(NpgsqlDataSource source, CountyDatabaseOptions options)
    {
        using var stock = DocumentStore.For(store =>
        {
            store.Connection(source);
            store.Events.StreamIdentity = StreamIdentity.AsString;
            options.EventTypes.MapTo(store);
        });
        var function = stock.Storage.AllObjects().OfType<Function>().Single(one => one.Identifier.Name == "mt_quick_append_events");
        using var script = new StringWriter();
        function.WriteCreateStatement(new PostgresqlMigrator(), script);
        return script.ToString();
    }

    /// <summary>What Marten wants of a service's databases.</summary>
    private sealed record MartenWishes(string Hash, string PlainAppend);

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

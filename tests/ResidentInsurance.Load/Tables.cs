using Npgsql;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.Load;

/// <summary>What scenarios ask of tables before and after a round.</summary>
internal static class Tables
{
    public static Task EmptyAsync(CountyDatabase database, IEnumerable<string> tables, CancellationToken cancellation) =>
        ExecuteAsync(database, $"truncate {string.Join(", ", tables)}", cancellation);

    public static Task CheckCountAsync(CountyDatabase database, string table, long expected, CancellationToken cancellation) =>
        CheckAsync(database.Source, $"select count(*) from {table}", expected, cancellation);

    /// <exception cref="InvalidOperationException">The query's number is another one.</exception>
    public static async Task CheckAsync(NpgsqlDataSource source, string sql, long expected, CancellationToken cancellation)
    {
        if (await ScalarAsync(source, sql, cancellation) is var found && found != expected)
        {
            throw new InvalidOperationException($"{sql}: {found} instead of {expected}.");
        }
    }

    /// <summary>A number that is the same where a table's rows are the same, in whatever order.</summary>
    public static Task<long> FingerprintAsync(CountyDatabase database, string table, CancellationToken cancellation) =>
        ScalarAsync(database, $"select coalesce(sum(hashtextextended(t::text, 0) >> 20), 0)::bigint from {table} t", cancellation);

    /// <summary>The mean size of an event's JSON text.</summary>
    public static Task<long> EventBytesAsync(CountyDatabase database, CancellationToken cancellation) =>
        ScalarAsync(database, "select avg(octet_length(data::text))::bigint from mt_events", cancellation);

    public static async Task ExecuteAsync(CountyDatabase database, string sql, CancellationToken cancellation)
    {
        await using var command = database.Source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public static Task<long> ScalarAsync(CountyDatabase database, string sql, CancellationToken cancellation) =>
        ScalarAsync(database.Source, sql, cancellation);

    public static async Task<long> ScalarAsync(NpgsqlDataSource source, string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}

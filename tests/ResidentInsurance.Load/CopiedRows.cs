using Npgsql;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.Load;

/// <summary>Rows of tables as they were, in files, to be written again by binary COPY: the least that PostgreSQL
/// needs for these rows, as the client hands on bytes that are ready.</summary>
internal sealed class CopiedRows(string folder, IReadOnlyList<string> tables)
{
    private const int BufferBytes = 1 << 16;

    private readonly Dictionary<string, long> counts = [];

    /// <summary>Reads the tables, rows in the order in which they lie there.</summary>
    public async Task ReadAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        foreach (var table in tables)
        {
            counts[table] = await Tables.ScalarAsync(source, $"select count(*) from {table}", cancellation);
            await using var file = File.Create(Path.Combine(folder, table));
            await using var rows = await connection.BeginRawBinaryCopyAsync($"copy {table} to stdout (format binary)", cancellation);
            await rows.CopyToAsync(file, BufferBytes, cancellation);
        }
    }

    /// <summary>Writes them into the same tables, which are empty, in one transaction.</summary>
    public async Task WriteAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var table in tables)
        {
            await using var file = File.OpenRead(Path.Combine(folder, table));
            await using var rows = await connection.BeginRawBinaryCopyAsync($"copy {table} from stdin (format binary)", cancellation);
            await file.CopyToAsync(rows, BufferBytes, cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <exception cref="InvalidOperationException">A table has not as many rows as were read.</exception>
    public async Task CheckAsync(CountyDatabase database, CancellationToken cancellation)
    {
        foreach (var table in tables)
        {
            await Tables.CheckCountAsync(database, table, counts[table], cancellation);
        }
    }
}

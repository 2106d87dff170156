using Npgsql;
using NpgsqlTypes;

namespace ResidentInsurance.Feeds;

/// <summary>A column of a projection's table and where a row's value for it comes from.</summary>
public abstract class ProjectionColumn<TRow>(string name, NpgsqlDbType type, bool isKey)
{
    public string Name { get; } = name;

    public NpgsqlDbType Type { get; } = type;

    /// <summary>Part of the table's primary key.</summary>
    public bool IsKey { get; } = isKey;

    internal abstract NpgsqlParameter Array(IReadOnlyList<TRow> rows);

    internal abstract void Copy(NpgsqlBinaryImporter importer, TRow row);
}

/// <summary>A table whose rows are written whole: inserted, or replaced by key; by COPY in a rebuild.</summary>
/// <param name="name">The table's name.</param>
/// <param name="order">Orders rows by key, so that writers lock them in one order.</param>
public sealed class ProjectionTable<TRow>(string name, Comparison<TRow> order)
{
    private readonly List<ProjectionColumn<TRow>> columns = [];
    private string? upsert;

    public string Name { get; } = name;

    internal IReadOnlyList<ProjectionColumn<TRow>> Columns => columns;

    internal string CopySql => $"copy {Name} ({Names(columns)}) from stdin (format binary)";

    /// <summary>Adds a column; a nullable <typeparamref name="TValue"/> for one that may be null.</summary>
    public ProjectionTable<TRow> Column<TValue>(string name, NpgsqlDbType type, Func<TRow, TValue> value)
    {
        columns.Add(new TypedColumn<TValue>(name, type, isKey: false, value));
        return this;
    }

    /// <summary>Adds a column of the primary key.</summary>
    public ProjectionTable<TRow> Key<TValue>(string name, NpgsqlDbType type, Func<TRow, TValue> value)
    {
        columns.Add(new TypedColumn<TValue>(name, type, isKey: true, value));
        return this;
    }

    /// <summary>Adds rows to a transaction, at most one for each key; existing ones are replaced.</summary>
    public void Write(TransactionWork work, IReadOnlyList<TRow> rows)
    {
        if (rows.Count > 0)
        {
            var ordered = rows.ToList();
            ordered.Sort(order);
            work.Write(new TableWrite<TRow>(this, ordered));
        }
    }

    internal NpgsqlBatchCommand Upsert(IReadOnlyList<TRow> rows)
    {
        var command = new NpgsqlBatchCommand(upsert ??= UpsertSql());
        foreach (var column in columns)
        {
            command.Parameters.Add(column.Array(rows));
        }

        return command;
    }

    private static string Names(IEnumerable<ProjectionColumn<TRow>> some) => string.Join(", ", some.Select(column => column.Name));

    private string UpsertSql()
    {
        var arrays = string.Join(", ", Enumerable.Range(1, columns.Count).Select(i => $"${i}"));
        var replaced = string.Join(", ",
            columns.Where(column => !column.IsKey).Select(column => $"{column.Name} = excluded.{column.Name}"));
        return $"""
            insert into {Name} ({Names(columns)}) select * from unnest({arrays})
            on conflict ({Names(columns.Where(column => column.IsKey))}) do {(replaced.Length > 0 ? $"update set {replaced}" : "nothing")}
            """;
    }

    private sealed class TypedColumn<TValue>(string name, NpgsqlDbType type, bool isKey, Func<TRow, TValue> value)
        : ProjectionColumn<TRow>(name, type, isKey)
    {
        internal override NpgsqlParameter Array(IReadOnlyList<TRow> rows)
        {
            var values = new TValue[rows.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = value(rows[i]);
            }

            return TransactionWork.Array(values, Type);
        }

        internal override void Copy(NpgsqlBinaryImporter importer, TRow row) => importer.Write(value(row), Type);
    }
}

/// <summary>Rows on their way to a table.</summary>
internal abstract class TableWrite
{
    internal abstract NpgsqlBatchCommand Upsert();

    internal abstract Task CopyAsync(NpgsqlConnection connection, CancellationToken cancellation);
}

/// <inheritdoc/>
internal sealed class TableWrite<TRow>(ProjectionTable<TRow> table, IReadOnlyList<TRow> rows) : TableWrite
{
    internal override NpgsqlBatchCommand Upsert() => table.Upsert(rows);

    internal override async Task CopyAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var importer = await connection.BeginBinaryImportAsync(table.CopySql, cancellation);
        foreach (var row in rows)
        {
            await importer.StartRowAsync(cancellation);
            foreach (var column in table.Columns)
            {
                column.Copy(importer, row); // into a buffer, but for every hundredth or so
            }
        }

        await importer.CompleteAsync(cancellation);
    }
}

using Marten;
using Npgsql;
using NpgsqlTypes;

namespace ResidentInsurance.Feeds;

/// <summary>A table whose rows are written whole: inserted, or replaced by key, many with one command.</summary>
/// <param name="name">The table's name.</param>
/// <param name="order">Orders rows by key, so that writers lock them in one order.</param>
public sealed class ProjectionTable<TRow>(string name, Comparison<TRow> order)
{
    private readonly List<(string Name, bool IsKey, Func<IReadOnlyList<TRow>, NpgsqlParameter> Array)> columns = [];
    private string? upsert;

    public string Name { get; } = name;

    /// <summary>Adds a column; a nullable <typeparamref name="TValue"/> for one that may be null.</summary>
    public ProjectionTable<TRow> Column<TValue>(string name, NpgsqlDbType type, Func<TRow, TValue> value)
    {
        columns.Add((name, false, rows => SqlOperation.Array(rows, type, value)));
        return this;
    }

    /// <summary>Adds a column of the primary key.</summary>
    public ProjectionTable<TRow> Key<TValue>(string name, NpgsqlDbType type, Func<TRow, TValue> value)
    {
        columns.Add((name, true, rows => SqlOperation.Array(rows, type, value)));
        return this;
    }

    /// <summary>Adds rows to a transaction, at most one for each key; existing ones are replaced.</summary>
    public void Write(IDocumentOperations session, IReadOnlyList<TRow> rows)
    {
        if (rows.Count > 0)
        {
            var ordered = rows.ToList();
            ordered.Sort(order);
            session.Queue(upsert ??= UpsertSql(), [.. columns.Select(column => column.Array(ordered))]);
        }
    }

    private string UpsertSql()
    {
        var names = string.Join(", ", columns.Select(column => column.Name));
        var keys = string.Join(", ", columns.Where(column => column.IsKey).Select(column => column.Name));
        var arrays = string.Join(", ", Enumerable.Range(1, columns.Count).Select(i => $"${i}"));
        var replaced = string.Join(", ",
            columns.Where(column => !column.IsKey).Select(column => $"{column.Name} = excluded.{column.Name}"));
        return $"""
            insert into {Name} ({names}) select * from unnest({arrays})
            on conflict ({keys}) do {(replaced.Length > 0 ? $"update set {replaced}" : "nothing")}
            """;
    }
}

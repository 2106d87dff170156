using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using JasperFx.Events;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Storage;
using ICommandBuilder = Weasel.Postgresql.ICommandBuilder;
using IStorageOperation = Marten.Internal.Operations.IStorageOperation;

namespace ResidentInsurance.Feeds;

/// <summary>A command of ours in a Marten session's unit of work. Marten's own QueueSqlCommand guesses the types of its
/// values; an array of rows whose first column is null everywhere needs its type told.</summary>
/// <param name="sql">With positional parameters <c>$1</c>, <c>$2</c>, …. It returns no rows beside Marten's own appends: they would
/// be taken for those that Marten reads.</param>
public sealed partial class SqlOperation(string sql, IReadOnlyList<NpgsqlParameter> parameters) : IStorageOperation, NoDataReturnedCall
{
    public Type DocumentType => typeof(IEvent);

    /// <summary>A parameter for <c>unnest</c>: one column of many rows.</summary>
    public static NpgsqlParameter Array<T>(T[] values, NpgsqlDbType type) =>
        new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };

    /// <summary>One column of many rows.</summary>
    public static NpgsqlParameter Array<TRow, T>(IReadOnlyList<TRow> rows, NpgsqlDbType type, Func<TRow, T> value)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(rows[i]);
        }

        return Array(values, type);
    }

    public OperationRole Role() => OperationRole.Other;

    public void ConfigureCommand(ICommandBuilder builder, IStorageSession session)
    {
        var end = 0;
        foreach (var place in Placeholder().EnumerateMatches(sql))
        {
            builder.Append(sql[end..place.Index]);
            end = place.Index + place.Length;
            var parameter = parameters[int.Parse(sql.AsSpan(place.Index + 1, place.Length - 1), CultureInfo.InvariantCulture) - 1];
            builder.AppendParameter(parameter.Value ?? DBNull.Value, parameter.NpgsqlDbType);
        }

        builder.Append(sql[end..]);
    }

    public Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token) => Task.CompletedTask;

    [GeneratedRegex(@"\$[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}

/// <summary>Commands of ours in a session's unit of work.</summary>
public static class SqlOperations
{
    /// <summary>Adds a command with positional parameters; it is run in the order of addition. Rows that several
    /// transactions may write are added in key order, else they wait for each other in a circle.</summary>
    public static void Queue(this IDocumentOperations session, string sql, params IReadOnlyList<NpgsqlParameter> parameters) =>
        session.QueueOperation(new SqlOperation(sql, parameters));
}

using Npgsql;
using NpgsqlTypes;

namespace ResidentInsurance.Feeds;

/// <summary>What is written in the same transaction, and the same round trip, as the events.</summary>
/// <remarks>Rows that several transactions may write are added in key order, else they wait for each other in a
/// circle. A command that returns rows is run for its effect: nobody reads them.</remarks>
public sealed class TransactionWork
{
    private readonly List<NpgsqlBatchCommand> commands = [];
    private readonly List<TableWrite> tables = [];
    private readonly AppliedPositions? applied;

    internal TransactionWork(IReadOnlyList<StreamChange> changes, DateTimeOffset now, AppliedPositions? applied)
    {
        Changes = changes;
        Now = now;
        this.applied = applied;
    }

    /// <summary>The streams that get events in this transaction.</summary>
    public IReadOnlyList<StreamChange> Changes { get; }

    /// <summary>The time that the events of this transaction carry.</summary>
    public DateTimeOffset Now { get; }

    internal IReadOnlyList<NpgsqlBatchCommand> Commands => commands;

    internal IReadOnlyList<TableWrite> Tables => tables;

    internal bool IsEmpty => commands.Count == 0 && tables.Count == 0;

    /// <summary>Adds a command; it is run in the order of addition, after the events.</summary>
    public void Add(NpgsqlBatchCommand command) => commands.Add(command);

    /// <summary>Adds a command with positional parameters <c>$1</c>, <c>$2</c>, ….</summary>
    public void Add(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        commands.Add(command);
    }

    /// <summary>Records that the range (<paramref name="after"/>, <paramref name="upTo"/>] of a source's feed has taken
    /// effect with this transaction.</summary>
    public void AppliedRange(string source, long after, long upTo)
    {
        if (after > upTo)
        {
            throw new ArgumentException($"Not a range: ({after}, {upTo}]", nameof(upTo));
        }

        if (after == upTo)
        {
            return;
        }

        Add("insert into applied_range (source, after, up_to) values ($1, $2, $3)",
            new NpgsqlParameter<string> { TypedValue = source },
            new NpgsqlParameter<long> { TypedValue = after },
            new NpgsqlParameter<long> { TypedValue = upTo });
        applied?.CompactNowAndThen(source, this);
    }

    /// <summary>Stores an item that could not be read or decided, once; an item that comes again is counted.</summary>
    public void Poison(PoisonItem item) => Add(PoisonItems.Insertion(item, Now));

    /// <summary>Moves a reader's checkpoint with this transaction.</summary>
    public void Checkpoint(string name, long position) => Add(Checkpoints.Write(name, position, Now));

    internal void Write(TableWrite write) => tables.Add(write);

    /// <summary>A parameter for <c>unnest</c>: one column of many rows.</summary>
    public static NpgsqlParameter Array<T>(T[] values, NpgsqlDbType type) =>
        new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}

using Marten;
using Npgsql;

namespace ResidentInsurance.Feeds;

/// <summary>What is written in the same transaction, and the same round trip, as the events.</summary>
public sealed class TransactionWork
{
    private readonly AppliedPositions applied;

    internal TransactionWork(
        IDocumentSession session, IReadOnlyList<StreamChange> changes, DateTimeOffset now, AppliedPositions applied)
    {
        Session = session;
        Changes = changes;
        Now = now;
        this.applied = applied;
    }

    /// <summary>The session that commits.</summary>
    public IDocumentSession Session { get; }

    /// <summary>The streams that get events in this transaction.</summary>
    public IReadOnlyList<StreamChange> Changes { get; }

    /// <summary>The time that the events of this transaction carry.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Adds a command with positional parameters <c>$1</c>, <c>$2</c>, …; it is run in the order of addition, after
    /// the events.</summary>
    public void Add(string sql, params IReadOnlyList<NpgsqlParameter> parameters) => Session.Queue(sql, parameters);

    /// <inheritdoc cref="Add(string, IReadOnlyList{NpgsqlParameter})"/>
    public void Add(NpgsqlBatchCommand command)
    {
        NpgsqlParameter[] parameters = [.. command.Parameters.Cast<NpgsqlParameter>()];
        Session.Queue(command.CommandText, parameters);
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
        applied.CompactNowAndThen(source, this);
    }

    /// <summary>Stores an item that could not be read or decided, once; an item that comes again is counted.</summary>
    public void Poison(PoisonItem item) => Add(PoisonItems.Insertion(item, Now));
}

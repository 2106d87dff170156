using Npgsql;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>The right to publish a county's feed: a session advisory lock. It ends with the session, so that another
/// process can take over from a dead one; and the checkpoint is written in that session, so that who has lost the
/// seat without knowing cannot move it.</summary>
internal sealed class PublisherSeat : IAsyncDisposable
{
    private const string Checkpoint = "publisher";
    private const string Channel = "feed_appended";
    private const long LockKey = 0x66656564; // "feed"; locks are of a database, and a county has its own

    private readonly NpgsqlConnection connection;

    private PublisherSeat(NpgsqlConnection connection) => this.connection = connection;

    /// <summary>The seat, or null while another process has it.</summary>
    public static async Task<PublisherSeat?> TryTakeAsync(CountyDatabase database, CancellationToken ct)
    {
        // A session of its own is dear to open, and who waits for a seat asks again and again.
        if (await IsTakenAsync(database, ct))
        {
            return null;
        }

        // Not from the pool, which does not reset sessions: the lock ends with this one.
        var session = await database.OwnSessions.OpenConnectionAsync(ct);
        try
        {
            await using var take = new NpgsqlCommand("select pg_try_advisory_lock($1)", session);
            take.Parameters.Add(new NpgsqlParameter<long> { TypedValue = LockKey });
            if (await take.ExecuteScalarAsync(ct) is true)
            {
                await using var listen = new NpgsqlCommand($"listen {Channel}", session);
                await listen.ExecuteNonQueryAsync(ct);
                return new PublisherSeat(session);
            }
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }

        await session.DisposeAsync();
        return null;
    }

    private static async Task<bool> IsTakenAsync(CountyDatabase database, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand(
            """
            select exists (select from pg_locks where locktype = 'advisory' and objid::bigint = $1 and granted
                and database = (select oid from pg_database where datname = current_database()))
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = LockKey });
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Tells the process that has the seat of an append in this one.</summary>
    public static async Task NotifyAsync(CountyDatabase database, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand($"notify {Channel}");
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Up to where the feed has been published and confirmed.</summary>
    public static Task<long> PublishedAsync(CountyDatabase database, CancellationToken ct) =>
        database.Checkpoints.ReadAsync(Checkpoint, ct);

    /// <summary>Whether whoever sits here has published something.</summary>
    public bool HasPublished { get; private set; }

    public async Task SaveAsync(long position, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select mt_mark_event_progression($1, $2)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Checkpoint });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        await command.ExecuteNonQueryAsync(ct);
        HasPublished = true;
    }

    /// <summary>Returns at an append of this process or of another, or after the limit.</summary>
    public async Task WaitAsync(Task append, TimeSpan limit, TimeProvider clock, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, ct);
        var notified = connection.WaitAsync(either.Token);
        await Task.WhenAny(notified, append);
        await either.CancelAsync();
        try
        {
            await notified;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The limit or an append; the session is as it was.
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}

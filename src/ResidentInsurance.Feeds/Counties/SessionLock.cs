using Npgsql;

namespace ResidentInsurance.Feeds;

/// <summary>An advisory lock that lives with a session of its own.</summary>
public sealed class SessionLock : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;

    private SessionLock(NpgsqlConnection connection) => this.connection = connection;

    /// <summary>Returns when the lock is free for others: the end of a session alone is seen by the server some time later.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (connection)
        {
            try
            {
                await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException)
            {
                // The session is gone, and the lock with it.
            }
        }
    }

    internal static async Task<SessionLock?> TryTakeAsync(
        NpgsqlDataSource ownSessions, string name, CancellationToken cancellation)
    {
        var unpooled = await ownSessions.OpenConnectionAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", unpooled);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
            if ((bool)(await command.ExecuteScalarAsync(cancellation))!)
            {
                return new SessionLock(unpooled);
            }
        }
        catch
        {
            await unpooled.DisposeAsync();
            throw;
        }

        await unpooled.DisposeAsync();
        return null;
    }
}

using Npgsql;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.Load.Enrollments;

/// <summary>Reads all events in the table's own order and deserialises them: the least that anything can cost which looks
/// at every event.</summary>
internal static class BareScan
{
    /// <param name="expected">How many events there are.</param>
    /// <exception cref="InvalidOperationException">It found another number.</exception>
    public static async Task RunAsync(CountyDatabase database, EventTypes types, long expected, CancellationToken cancellation)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var plain = new NpgsqlCommand("set local enable_seqscan = on", connection);
        await plain.ExecuteNonQueryAsync(cancellation);
        await using var command = new NpgsqlCommand("select type, data from mt_events", connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var events = 0L;
        while (await reader.ReadAsync(cancellation))
        {
            events += types.Deserialize(reader.GetString(0), reader.GetFieldValue<byte[]>(1)) is not null ? 1 : 0;
        }

        if (events != expected)
        {
            throw new InvalidOperationException($"The scan found {events} events instead of {expected}.");
        }
    }
}

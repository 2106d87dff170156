using Marten;
using Npgsql;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.QuotaTracking;

/// <summary>Up to which time it was answered what was known then. Whatever is written later is known from that time on at
/// the earliest, so that an answer never changes.</summary>
/// <param name="AnsweredUntil">A whole minute.</param>
/// <param name="RefilledAt">What was known before this whole minute was lost; null where nothing was.</param>
public sealed record KnownTimes(DateTimeOffset AnsweredUntil, DateTimeOffset? RefilledAt)
{
    public const string Migration =
        """
        create table if not exists known_time (
            only_one boolean primary key default true check (only_one),
            answered_until timestamptz not null, refilled_at timestamptz);
        insert into known_time (answered_until) values ('2000-01-01 00:00Z') on conflict do nothing
        """;

    // Whoever appends to villages' streams, or says what was known, waits for who does so already, in whichever process; the
    // statements behind this one see what the one before committed.
    private const long VillagesLock = 0x76696c6c616765; // "village"; a county has a database of its own

    /// <summary>The statements that take the county's lock until the transaction ends, and read the times.</summary>
    public static string Take { get; } =
        $"select pg_advisory_xact_lock({VillagesLock}); select answered_until, refilled_at from known_time";

    /// <summary>Takes the county's lock until the session's transaction ends.</summary>
    public static async Task<KnownTimes> TakeAsync(IQuerySession session, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Take);
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        return await ReadAsync(reader, cancellation);
    }

    /// <summary>Reads what <see cref="Take"/> answers.</summary>
    public static async Task<KnownTimes> ReadAsync(System.Data.Common.DbDataReader reader, CancellationToken cancellation)
    {
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new KnownTimes(
            reader.GetFieldValue<DateTimeOffset>(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }

    /// <summary>The minute in which something recorded at a time is known.</summary>
    public DateTimeOffset Of(DateTimeOffset recordedAt) => MinuteOf(recordedAt) is var minute && minute < AnsweredUntil ? AnsweredUntil : minute;

    public static DateTimeOffset MinuteOf(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    /// <summary>A time as offices write it.</summary>
    public static string Show(DateTimeOffset time) => time.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm");
}

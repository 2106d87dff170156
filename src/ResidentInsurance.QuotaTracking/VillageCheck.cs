using Marten;
using Npgsql;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.QuotaTracking;

/// <summary>A count that the rows of enrollments and the villages' streams do not agree on.</summary>
/// <param name="KnownAt">The minute from whose end on it is known.</param>
public sealed record CountDifference(
    CampaignId Campaign, VillageCode Village, DateTimeOffset KnownAt, DateOnly FirstPaidOn, Count Rows, Count Streams);

/// <summary>Persons, and of them those who had nothing to pay.</summary>
public readonly record struct Count(long Persons, long SubsidisedInFull)
{
    public Count Add(Step step) =>
        new(Persons + step.Persons, SubsidisedInFull + (step.Counted.SubsidisedInFull ? step.Persons : 0));
}

/// <summary>What a check found.</summary>
/// <param name="States">How many states of enrollments there are.</param>
/// <param name="Differences">How many counts differ.</param>
/// <param name="First">The first of them.</param>
public sealed record VillageChecked(long States, int Differences, IReadOnlyList<CountDifference> First);

/// <summary>What a refill does.</summary>
/// <param name="KnownFrom">What was known before this time is lost.</param>
public sealed record VillageRefill(DateTimeOffset KnownFrom, string Message);

/// <summary>Compares the rows of enrollments with the villages' streams, and fills both anew from Enrollment's feed. They are
/// written together and restored together; one without the other counts persons twice, or never.</summary>
public static class VillageCheck
{
    private const int Shown = 100;

    // The sum of all moves by minute and day. Before a refill's minute there is nothing that rows could tell of.
    private const string Streams =
        """
        select e.data ->> 'Campaign', e.data ->> 'Village', greatest((e.data ->> 'KnownAt')::timestamptz, $1) as known_at,
            (d ->> 'FirstPaidOn')::date as first_paid_on, sum((d ->> 'Persons')::bigint)::bigint, sum((d ->> 'SubsidisedInFull')::bigint)::bigint
        from mt_events e cross join lateral jsonb_array_elements(e.data -> 'Days') d
        where e.type = 'enrollments_moved' group by 1, 2, 3, 4
        """;

    private static readonly DateTimeOffset Ever = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads everything in one transaction, so that pages may be applied meanwhile.</summary>
    public static async Task<VillageChecked> RunAsync(CountyDatabase database, CancellationToken cancellation)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        await using var when = new NpgsqlCommand("select refilled_at from known_time", connection);
        var refilledAt = await when.ExecuteScalarAsync(cancellation) is DateTime time ? new DateTimeOffset(time) : Ever;
        var (rows, states) = await RowsAsync(connection, cancellation);
        await using var streams = new NpgsqlCommand(Streams, connection) { CommandTimeout = 0 };
        streams.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = refilledAt.UtcDateTime });
        var moved = await StreamsAsync(streams, cancellation);
        List<CountDifference> differences =
        [
            .. rows.Keys.Union(moved.Keys)
                .Where(key => rows.GetValueOrDefault(key) != moved.GetValueOrDefault(key))
                .OrderBy(key => key.Campaign.Value, StringComparer.Ordinal).ThenBy(key => key.Village.Value, StringComparer.Ordinal)
                .ThenBy(key => key.KnownAt).ThenBy(key => key.FirstPaidOn)
                .Select(key => new CountDifference(key.Campaign, key.Village, key.KnownAt, key.FirstPaidOn,
                    rows.GetValueOrDefault(key), moved.GetValueOrDefault(key))),
        ];
        return new VillageChecked(states, differences.Count, [.. differences.Take(Shown)]);
    }

    /// <summary>Takes back all that was counted and forgets what was applied, in one transaction; Enrollment is then asked for
    /// its feed from the start, as for any pages that are missing. What stands in the streams stays; but it was wrong, or
    /// nobody would refill, and the minutes of recording come too late for it: so what was known until now is not told again.</summary>
    public static async Task<DateTimeOffset> RefillAsync(CountyDatabase database, TimeProvider clock, string actor, CancellationToken cancellation)
    {
        DateTimeOffset knownFrom = default;
        await database.Pages.TransactAsync(async (session, ct) =>
        {
            var times = await KnownTimes.TakeAsync(session, ct);
            knownFrom = times.Of(clock.GetUtcNow()) + TimeSpan.FromMinutes(1);
            var back = await CompensationsAsync(session, knownFrom, ct);
            var headers = new EventHeaders(actor, "refill");
            return new PagePlan([.. back.Keys], stream => [.. back[stream.Id].Select(moved => new NewEvent(moved, headers))], work =>
            {
                work.Add("delete from enrollment_state");
                work.Add("delete from applied_range where source = $1", new NpgsqlParameter<string> { TypedValue = ServiceNames.Enrollment });
                work.Add("update known_time set answered_until = $1, refilled_at = $1",
                    new NpgsqlParameter<DateTime> { TypedValue = knownFrom.UtcDateTime });
            })
            {
                Events = [],
            };
        }, cancellation);
        return knownFrom;
    }

    private static async Task<SortedDictionary<string, IReadOnlyList<EnrollmentsMoved>>> CompensationsAsync(
        IDocumentSession session, DateTimeOffset knownFrom, CancellationToken cancellation)
    {
        // What was known before the refill's minute is one sum; a clock that is ahead may have known something later.
        await using var command = new NpgsqlCommand(Streams) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = knownFrom.UtcDateTime });
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        var sums = await ReadAsync(reader, cancellation);
        var back = new SortedDictionary<string, IReadOnlyList<EnrollmentsMoved>>(StringComparer.Ordinal);
        foreach (var village in sums.Where(sum => sum.Value != default).GroupBy(sum => (sum.Key.Campaign, sum.Key.Village)))
        {
            back.Add(Village.Stream(village.Key.Campaign, village.Key.Village),
            [
                .. village.GroupBy(sum => sum.Key.KnownAt).OrderBy(minute => minute.Key).Select(minute => new EnrollmentsMoved(
                    village.Key.Campaign, village.Key.Village, minute.Key,
                    [
                        .. minute.OrderBy(sum => sum.Key.FirstPaidOn).Select(sum => new DayMoved(
                            sum.Key.FirstPaidOn, checked((int)-sum.Value.Persons), checked((int)-sum.Value.SubsidisedInFull))),
                    ],
                    ServiceNames.QuotaTracking, After: 0, UpTo: 0)),
            ]);
        }

        return back;
    }

    private static async Task<(Dictionary<Key, Count> Counts, long States)> RowsAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select campaign, resident_key, version, known_at, village, first_paid_on, subsidised_in_full
            from enrollment_state order by campaign, resident_key, version
            """, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var counts = new Dictionary<Key, Count>();
        (string, string)? enrollment = null;
        var history = new List<KnownState>();
        var states = 0L;
        while (await reader.ReadAsync(cancellation))
        {
            var next = (reader.GetString(0), reader.GetString(1));
            if (enrollment is { } done && done != next)
            {
                Close(done.Item1);
            }

            enrollment = next;
            history.Add(CoverageConsumer.StateOf(reader, first: 2));
            states++;
        }

        if (enrollment is { } last)
        {
            Close(last.Item1);
        }

        return (counts, states);

        void Close(string campaign)
        {
            foreach (var step in EnrollmentHistory.Steps(history))
            {
                var key = new Key(CampaignId.Parse(campaign), step.Counted.Village, step.KnownAt, step.Counted.FirstPaidOn);
                counts[key] = counts.GetValueOrDefault(key).Add(step);
            }

            history.Clear();
        }
    }

    private static async Task<Dictionary<Key, Count>> StreamsAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await ReadAsync(reader, cancellation);
    }

    private static async Task<Dictionary<Key, Count>> ReadAsync(System.Data.Common.DbDataReader reader, CancellationToken cancellation)
    {
        var counts = new Dictionary<Key, Count>();
        while (await reader.ReadAsync(cancellation))
        {
            counts.Add(
                new Key(CampaignId.Parse(reader.GetString(0)), VillageCode.Parse(reader.GetString(1)),
                    reader.GetFieldValue<DateTimeOffset>(2), reader.GetFieldValue<DateOnly>(3)),
                new Count(reader.GetInt64(4), reader.GetInt64(5)));
        }

        return counts;
    }

    private readonly record struct Key(CampaignId Campaign, VillageCode Village, DateTimeOffset KnownAt, DateOnly FirstPaidOn);
}

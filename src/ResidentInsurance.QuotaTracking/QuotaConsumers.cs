using Marten;
using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.QuotaTracking;

/// <summary>Coverage states of Enrollment: a row for each state, and what the page changes by them goes to the villages'
/// streams, in one transaction.</summary>
public sealed class CoverageConsumer : IFeedConsumer
{
    public const string Migration =
        """
        create table if not exists enrollment_state (
            campaign text not null, resident_key text not null, version bigint not null, known_at timestamptz not null,
            village text, first_paid_on date, subsidised_in_full boolean,
            primary key (campaign, resident_key, version))
        """;

    // One statement behind the other, each with what was committed before it: the lock first.
    private static readonly string ReadKnown =
        $"""
        {KnownTimes.Take};
        select s.campaign, s.resident_key, s.version, s.known_at, s.village, s.first_paid_on, s.subsidised_in_full
        from unnest(@campaigns, @residents) as p (campaign, resident_key) join enrollment_state s using (campaign, resident_key)
        """;

    private const string Insert =
        """
        insert into enrollment_state (campaign, resident_key, version, known_at, village, first_paid_on, subsidised_in_full)
        select * from unnest($1, $2, $3, $4, $5, $6, $7)
        """;

    public Task HandleAsync(CountyDatabase database, FeedPage page, CancellationToken cancellationToken)
    {
        var reading = new PageReading(page);
        var states = reading.All<ICoverageEvent>();
        return database.Pages.TransactAsync(async (session, cancellation) =>
        {
            var (times, known) = await KnownAsync(session, states, cancellation);
            var added = Added(states, times, known);
            var moves = VillageMoves.Of(added.GroupBy(state => state.Enrollment).SelectMany(enrollment =>
                EnrollmentHistory.Difference(known.GetValueOrDefault(enrollment.Key, []), enrollment.Select(state => state.State))
                    .Select(step => (enrollment.Key.Campaign, step))));
            var headers = new EventHeaders(page.Source, $"{page.Source}/{page.After}-{page.UpTo}");
            return new PagePlan([.. moves.Keys],
                stream => [.. moves[stream.Id].Select(move => new NewEvent(
                    move with { Source = page.Source, After = page.After, UpTo = page.UpTo }, headers))],
                work => Write(work, reading, added))
            {
                Events = [],
            };
        }, cancellationToken);
    }

    private static void Write(TransactionWork work, PageReading reading, IReadOnlyList<AddedState> added)
    {
        if (added.Count > 0)
        {
            work.Add(Insert,
                SqlOperation.Array(added, NpgsqlDbType.Text, one => one.Enrollment.Campaign.Value),
                SqlOperation.Array(added, NpgsqlDbType.Text, one => one.Enrollment.Resident.Value),
                SqlOperation.Array(added, NpgsqlDbType.Bigint, one => one.State.Version),
                SqlOperation.Array(added, NpgsqlDbType.TimestampTz, one => one.State.KnownAt.UtcDateTime),
                SqlOperation.Array(added, NpgsqlDbType.Text, one => one.State.Counted?.Village.Value),
                SqlOperation.Array(added, NpgsqlDbType.Date, one => one.State.Counted?.FirstPaidOn),
                SqlOperation.Array(added, NpgsqlDbType.Boolean, one => one.State.Counted?.SubsidisedInFull));
        }

        reading.Settle(work);
    }

    // The page's states that are not there yet, each once, however often the page has it.
    private static List<AddedState> Added(
        IReadOnlyList<ReadItem<ICoverageEvent>> items, KnownTimes times, Dictionary<Enrollment, List<KnownState>> known) =>
    [
        .. items
            .Select(item => new AddedState(new Enrollment(item.Body.Campaign, item.Body.Resident),
                new KnownState(item.Item.Version, times.Of(item.Item.RecordedAt), Counted.Of(item.Body))))
            .DistinctBy(one => (one.Enrollment, one.State.Version))
            .Where(one => !known.GetValueOrDefault(one.Enrollment, []).Exists(state => state.Version == one.State.Version)),
    ];

    private static async Task<(KnownTimes, Dictionary<Enrollment, List<KnownState>>)> KnownAsync(
        IDocumentSession session, IReadOnlyList<ReadItem<ICoverageEvent>> items, CancellationToken cancellation)
    {
        var enrollments = items.Select(item => new Enrollment(item.Body.Campaign, item.Body.Resident)).Distinct().ToArray();
        await using var command = new NpgsqlCommand(ReadKnown);
        command.Parameters.Add(new NpgsqlParameter<string[]>("campaigns", [.. enrollments.Select(one => one.Campaign.Value)]));
        command.Parameters.Add(new NpgsqlParameter<string[]>("residents", [.. enrollments.Select(one => one.Resident.Value)]));
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        var times = await KnownTimes.ReadAsync(reader, cancellation);
        await reader.NextResultAsync(cancellation);
        var known = new Dictionary<Enrollment, List<KnownState>>();
        while (await reader.ReadAsync(cancellation))
        {
            var enrollment = new Enrollment(CampaignId.Parse(reader.GetString(0)), ResidentKey.Parse(reader.GetString(1)));
            if (!known.TryGetValue(enrollment, out var states))
            {
                known.Add(enrollment, states = []);
            }

            states.Add(StateOf(reader, first: 2));
        }

        return (times, known);
    }

    /// <summary>Reads version, known_at, village, first_paid_on and subsidised_in_full.</summary>
    internal static KnownState StateOf(System.Data.Common.DbDataReader reader, int first) => new(
        reader.GetInt64(first), reader.GetFieldValue<DateTimeOffset>(first + 1), reader.IsDBNull(first + 2) ? null : new Counted(
            VillageCode.Parse(reader.GetString(first + 2)), reader.GetFieldValue<DateOnly>(first + 3), reader.GetBoolean(first + 4)));

    private readonly record struct Enrollment(CampaignId Campaign, ResidentKey Resident);

    private sealed record AddedState(Enrollment Enrollment, KnownState State);
}

using JasperFx.Events;
using Marten;
using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.QuotaTracking;

/// <summary>Each village's progress: its task as it was known from minute to minute, and how many are counted there by day of
/// first payment, now and as it was known. Rows are sums of events, so no stream is read.</summary>
public sealed class VillageProgressProjection : ITableProjection
{
    public const string ProjectionName = "VillageProgress";

    public const string Migration =
        """
        create table if not exists village_task (
            campaign text not null, village text not null, ordinal bigint not null, known_at timestamptz not null,
            removed boolean not null, township text, name text, population int, task int, position int, delivery bigint,
            primary key (campaign, village, ordinal));
        create table if not exists village_progress (
            campaign text not null, village text not null, first_paid_on date not null,
            persons bigint not null, subsidised_in_full bigint not null,
            primary key (campaign, village, first_paid_on));
        create table if not exists village_progress_known (
            campaign text not null, village text not null, known_at timestamptz not null, first_paid_on date not null,
            persons bigint not null, subsidised_in_full bigint not null,
            primary key (campaign, village, known_at, first_paid_on))
        """;

    private const string AddKnown =
        """
        insert into village_progress_known as c (campaign, village, known_at, first_paid_on, persons, subsidised_in_full)
        select * from unnest($1, $2, $3, $4, $5, $6)
        on conflict (campaign, village, known_at, first_paid_on) do update
        set persons = c.persons + excluded.persons, subsidised_in_full = c.subsidised_in_full + excluded.subsidised_in_full
        """;

    private const string AddNow =
        """
        insert into village_progress as c (campaign, village, first_paid_on, persons, subsidised_in_full)
        select campaign, village, first_paid_on, sum(persons), sum(subsidised_in_full)
        from unnest($1, $2, $3, $4, $5, $6) m (campaign, village, known_at, first_paid_on, persons, subsidised_in_full)
        group by campaign, village, first_paid_on order by campaign, village, first_paid_on
        on conflict (campaign, village, first_paid_on) do update
        set persons = c.persons + excluded.persons, subsidised_in_full = c.subsidised_in_full + excluded.subsidised_in_full
        """;

    // Counted here: an event that Marten's own append is about to write has no version yet.
    private const string AddTasks =
        """
        insert into village_task (
            campaign, village, ordinal, known_at, removed, township, name, population, task, position, delivery)
        select campaign, village,
            coalesce((select max(t.ordinal) from village_task t where t.campaign = n.campaign and t.village = n.village), 0)
                + row_number() over (partition by campaign, village order by ordinality),
            known_at, removed, township, name, population, task, position, delivery
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) with ordinality
            n (campaign, village, known_at, removed, township, name, population, task, position, delivery)
        """;

    public string Name => ProjectionName;

    public IReadOnlyList<string> Tables { get; } = ["village_task", "village_progress", "village_progress_known"];

    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        Count(operations, events);
        Assign(operations, [.. events.Where(e => e.Data is VillageTaskAssigned or VillageRemoved)]);
        return Task.CompletedTask;
    }

    private static void Count(IDocumentOperations operations, IReadOnlyList<IEvent> events)
    {
        // In key order, so that writers wait for each other in one order.
        var counts = events.Select(e => e.Data).OfType<EnrollmentsMoved>()
            .SelectMany(moved => moved.Days, (moved, day) => (Moved: moved, Day: day))
            .GroupBy(one => (Campaign: one.Moved.Campaign.Value, Village: one.Moved.Village.Value, one.Moved.KnownAt, one.Day.FirstPaidOn),
                one => one.Day)
            .OrderBy(count => count.Key.Campaign, StringComparer.Ordinal).ThenBy(count => count.Key.Village, StringComparer.Ordinal)
            .ThenBy(count => count.Key.KnownAt).ThenBy(count => count.Key.FirstPaidOn)
            .ToList();
        if (counts.Count == 0)
        {
            return;
        }

        foreach (var sql in (string[])[AddKnown, AddNow])
        {
            operations.Queue(sql,
                SqlOperation.Array(counts, NpgsqlDbType.Text, count => count.Key.Campaign),
                SqlOperation.Array(counts, NpgsqlDbType.Text, count => count.Key.Village),
                SqlOperation.Array(counts, NpgsqlDbType.TimestampTz, count => count.Key.KnownAt.UtcDateTime),
                SqlOperation.Array(counts, NpgsqlDbType.Date, count => count.Key.FirstPaidOn),
                SqlOperation.Array(counts, NpgsqlDbType.Bigint, count => (long)count.Sum(day => day.Persons)),
                SqlOperation.Array(counts, NpgsqlDbType.Bigint, count => (long)count.Sum(day => day.SubsidisedInFull)));
        }
    }

    private static void Assign(IDocumentOperations operations, IReadOnlyList<IEvent> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        var rows = events.Select(RowOf).ToList();
        operations.Queue(AddTasks,
            SqlOperation.Array(rows, NpgsqlDbType.Text, row => row.Campaign.Value),
            SqlOperation.Array(rows, NpgsqlDbType.Text, row => row.Village.Value),
            SqlOperation.Array(rows, NpgsqlDbType.TimestampTz, row => row.KnownAt.UtcDateTime),
            SqlOperation.Array(rows, NpgsqlDbType.Boolean, row => row.Assigned is null),
            SqlOperation.Array(rows, NpgsqlDbType.Text, row => row.Assigned?.Task.Township),
            SqlOperation.Array(rows, NpgsqlDbType.Text, row => row.Assigned?.Task.Name),
            SqlOperation.Array(rows, NpgsqlDbType.Integer, row => row.Assigned?.Task.Population),
            SqlOperation.Array(rows, NpgsqlDbType.Integer, row => row.Assigned?.Task.Task),
            SqlOperation.Array(rows, NpgsqlDbType.Integer, row => row.Assigned?.Task.Position),
            SqlOperation.Array(rows, NpgsqlDbType.Bigint, row => row.Assigned is { } first ? Village.PlaceOf(first) : (long?)null));
    }

    private static TaskRow RowOf(IEvent e) => e.Data switch
    {
        VillageTaskAssigned assigned => new TaskRow(assigned.Task.Campaign, assigned.Task.Village, assigned.KnownAt, assigned),
        VillageRemoved removed => new TaskRow(removed.Task.Campaign, removed.Task.Village, removed.KnownAt, Assigned: null),
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.EventTypeName, message: null),
    };

    /// <summary>The campaign's villages in the annex's order, with who is enrolled there.</summary>
    /// <param name="asOf">Counted are those whose day of first payment is not after it; null counts all.</param>
    /// <param name="knownBefore">By what was known before that minute; null is now.</param>
    internal static NpgsqlCommand Query(CampaignId campaign, DateOnly? asOf, DateTimeOffset? knownBefore)
    {
        var (counts, known) = knownBefore is null
            ? ("village_progress", "")
            : ("village_progress_known", " and known_at < $3");
        var command = new NpgsqlCommand(
            $"""
            with present as (
                select distinct on (village) village, removed, township, name, population, task, position
                from village_task where campaign = $1{known} order by village, ordinal desc),
            first as (
                select distinct on (village) village, delivery from village_task where campaign = $1 order by village, ordinal),
            counted as (
                select village, sum(persons) as persons from {counts}
                where campaign = $1 and first_paid_on <= $2{known} group by village)
            select p.village, p.township, p.name, p.population, p.task, p.position, coalesce(c.persons, 0)::int
            from present p join first f using (village) left join counted c using (village)
            where not p.removed order by f.delivery, p.position, p.village
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = campaign.Value });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = asOf ?? DateOnly.MaxValue });
        if (knownBefore is { } time)
        {
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.UtcDateTime });
        }

        return command;
    }

    /// <summary>Reads what <see cref="Query"/> answers.</summary>
    internal static async Task<IReadOnlyList<(VillageTask Task, int Enrolled)>> ReadAsync(
        System.Data.Common.DbDataReader reader, CampaignId campaign, CancellationToken cancellation)
    {
        var villages = new List<(VillageTask, int)>();
        while (await reader.ReadAsync(cancellation))
        {
            villages.Add((new VillageTask(
                campaign, VillageCode.Parse(reader.GetString(0)), reader.GetString(1), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetInt32(3), reader.GetInt32(4), reader.GetInt32(5)), reader.GetInt32(6)));
        }

        return villages;
    }

    /// <param name="Assigned">Null where the village was removed.</param>
    private sealed record TaskRow(
        CampaignId Campaign, VillageCode Village, DateTimeOffset KnownAt, VillageTaskAssigned? Assigned);
}

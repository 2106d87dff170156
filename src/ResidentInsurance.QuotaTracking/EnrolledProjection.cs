using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.QuotaTracking;

/// <summary>Coverage states of Enrollment: a row for each enrollment, counts for each village and day of first payment.
/// Counts move by the difference of a row before and after, so that pages may come in any order and again.</summary>
public sealed class EnrolledProjection : IFeedConsumer
{
    public const string Migration =
        """
        create table if not exists enrollment_state (
            campaign text not null, resident_key text not null, version bigint not null,
            village text not null, enrolled boolean not null, first_paid_on date not null,
            primary key (campaign, resident_key));
        create table if not exists enrolled_count (
            campaign text not null, village text not null, first_paid_on date not null, persons bigint not null,
            primary key (campaign, village, first_paid_on))
        """;

    // One page at a time in a county: two that bring the same new person would each miss the other's row, and they
    // would meet at the few rows of the counts anyway. The next statement sees what the one before committed.
    private const string OneAtATime = "select pg_advisory_xact_lock(hashtext('enrolled_count'))";

    private const string Move =
        """
        with news as (
            select * from unnest($1, $2, $3, $4, $5, $6) n (campaign, resident_key, version, village, enrolled, first_paid_on)),
        old as (
            select s.* from enrollment_state s join news n using (campaign, resident_key) where s.version < n.version),
        written as (
            insert into enrollment_state as s (campaign, resident_key, version, village, enrolled, first_paid_on)
            select * from news order by campaign, resident_key
            on conflict (campaign, resident_key) do update
            set version = excluded.version, village = excluded.village, enrolled = excluded.enrolled,
                first_paid_on = excluded.first_paid_on
            where s.version < excluded.version
            returning s.campaign, s.village, s.enrolled, s.first_paid_on),
        moved as (
            select campaign, village, first_paid_on, 1 as persons from written where enrolled
            union all
            select campaign, village, first_paid_on, -1 from old where enrolled)
        insert into enrolled_count as c (campaign, village, first_paid_on, persons)
        select campaign, village, first_paid_on, sum(persons) from moved
        group by campaign, village, first_paid_on having sum(persons) <> 0
        order by campaign, village, first_paid_on
        on conflict (campaign, village, first_paid_on) do update set persons = c.persons + excluded.persons
        """;

    public Task HandleAsync(CountyDatabase database, FeedPage page, CancellationToken cancellationToken) =>
        page.ApplyAsync<ICoverageEvent>(database, state => $"{state.Campaign}/{state.Resident}", Write, cancellationToken);

    private static void Write(TransactionWork work, IReadOnlyList<ReadItem<ICoverageEvent>> states)
    {
        work.Add(OneAtATime);
        work.Add(Move,
            Array(state => state.Body.Campaign.Value, NpgsqlDbType.Text), Array(state => state.Body.Resident.Value, NpgsqlDbType.Text),
            Array(state => state.Item.Version, NpgsqlDbType.Bigint),
            Array(state => state.Body.Cover.Village.Value, NpgsqlDbType.Text),
            Array(state => state.Body.Enrolled, NpgsqlDbType.Boolean),
            Array(state => state.Body.Cover.FirstPaidOn, NpgsqlDbType.Date));

        NpgsqlParameter Array<T>(Func<ReadItem<ICoverageEvent>, T> value, NpgsqlDbType type) =>
            SqlOperation.Array(states, type, value);
    }
}

using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.PaymentIngestion;

/// <summary>What Enrollment says of payments: what is to be refunded, and which payers are not registered. The newest
/// state of each person and campaign is kept for the refund file and the work list.</summary>
public sealed class RefundConsumer : IFeedConsumer
{
    public const string Migration =
        """
        create table if not exists refund_due (
            campaign text not null, resident_key text not null, version bigint not null, total bigint not null,
            primary key (campaign, resident_key));
        create table if not exists unmatched_payer (
            campaign text not null, resident_key text not null, version bigint not null, open boolean not null,
            primary key (campaign, resident_key))
        """;

    public Task HandleAsync(CountyDatabase database, FeedPage page, CancellationToken cancellationToken)
    {
        var reading = new PageReading(page);
        var refunds = reading.Newest<RefundDueChanged>(due => $"{due.Campaign}/{due.Resident}");
        var unmatched = reading.Newest<PaymentUnmatched>(payer => $"{payer.Campaign}/{payer.Resident}");
        return reading.ApplyAsync(database, work =>
        {
            Write(work, "refund_due", "total", NpgsqlDbType.Bigint, refunds, due => (due.Campaign, due.Resident, due.Total.Fen));
            Write(work, "unmatched_payer", "open", NpgsqlDbType.Boolean, unmatched, payer => (payer.Campaign, payer.Resident, payer.Open));
        }, cancellationToken);
    }

    // A state that is older than the row's is ignored.
    private static void Write<TState, TValue>(
        TransactionWork work, string table, string column, NpgsqlDbType type, IReadOnlyList<ReadItem<TState>> states,
        Func<TState, (CampaignId Campaign, ResidentKey Resident, TValue Value)> rowOf)
    {
        if (states.Count == 0)
        {
            return;
        }

        work.Add(
            $"""
            insert into {table} (campaign, resident_key, version, {column}) select * from unnest($1, $2, $3, $4)
            on conflict (campaign, resident_key) do update set version = excluded.version, {column} = excluded.{column}
            where {table}.version < excluded.version
            """,
            SqlOperation.Array(states, NpgsqlDbType.Text, state => rowOf(state.Body).Campaign.Value),
            SqlOperation.Array(states, NpgsqlDbType.Text, state => rowOf(state.Body).Resident.Value),
            SqlOperation.Array(states, NpgsqlDbType.Bigint, state => state.Item.Version),
            SqlOperation.Array(states, type, state => rowOf(state.Body).Value));
    }
}

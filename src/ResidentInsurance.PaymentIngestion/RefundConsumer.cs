using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.ServiceDefaults;

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
        var refunds = FeedItems.Read<RefundDue>(page, EnrollmentItems.RefundDueChanged);
        var unmatched = FeedItems.Read<PaymentUnmatched>(page, EnrollmentItems.PaymentUnmatched);
        return database.Pages.TransactAsync([], _ => [], work =>
        {
            Write(work, "refund_due", "total", NpgsqlDbType.Bigint, refunds.Items, due => (due.Campaign, due.Resident, due.Total.Fen));
            Write(work, "unmatched_payer", "open", NpgsqlDbType.Boolean, unmatched.Items, payer => (payer.Campaign, payer.Resident, payer.Open));
            foreach (var item in refunds.Unreadable.Concat(unmatched.Unreadable))
            {
                work.Poison(new PoisonItem(page.Source, item.Item, item.Cause));
            }

            work.AppliedRange(page.Source, page.After, page.UpTo);
        }, cancellationToken);
    }

    // The newest states of the page, in key order. A state that is older than the row's is ignored.
    private static void Write<TState, TValue>(
        TransactionWork work, string table, string column, NpgsqlDbType type, IReadOnlyList<ReadItem<TState>> items,
        Func<TState, (CampaignId Campaign, ResidentKey Resident, TValue Value)> rowOf)
    {
        var rows = items.Select(item => (Row: rowOf(item.Body), item.Item.Version))
            .GroupBy(pair => (pair.Row.Campaign, pair.Row.Resident))
            .Select(group => group.MaxBy(pair => pair.Version))
            .OrderBy(pair => pair.Row.Campaign.Value, StringComparer.Ordinal)
            .ThenBy(pair => pair.Row.Resident.Value, StringComparer.Ordinal)
            .ToList();
        if (rows.Count == 0)
        {
            return;
        }

        work.Add(
            $"""
            insert into {table} (campaign, resident_key, version, {column}) select * from unnest($1, $2, $3, $4)
            on conflict (campaign, resident_key) do update set version = excluded.version, {column} = excluded.{column}
            where {table}.version < excluded.version
            """,
            SqlOperation.Array(rows.Select(pair => pair.Row.Campaign.Value).ToArray(), NpgsqlDbType.Text),
            SqlOperation.Array(rows.Select(pair => pair.Row.Resident.Value).ToArray(), NpgsqlDbType.Text),
            SqlOperation.Array(rows.Select(pair => pair.Version).ToArray(), NpgsqlDbType.Bigint),
            SqlOperation.Array(rows.Select(pair => pair.Row.Value).ToArray(), type));
    }
}

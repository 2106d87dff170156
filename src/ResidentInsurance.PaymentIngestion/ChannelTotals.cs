using JasperFx.Events;
using Marten;
using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;

namespace ResidentInsurance.PaymentIngestion;

/// <summary>Money of a campaign by channel (渠道), by kind of row and by whose money it is. Each content of each row
/// identity counts once, as in the feed's 合计.</summary>
/// <param name="Amount">Yuan; reversals and refunds are negative.</param>
public sealed record ChannelTotal(string Channel, string Kind, string Funding, long Rows, Money Amount);

/// <summary>The totals. Each transaction changes them by what it appends, so that a payment needs no row besides its event.</summary>
public sealed class ChannelTotals : ITableProjection
{
    public const string ProjectionName = "ChannelTotals";

    public const string Migration =
        """
        create table channel_total (
            campaign text not null, channel text not null, kind text not null, funding text not null,
            rows bigint not null, amount bigint not null, primary key (campaign, channel, kind, funding))
        """;

    public string Name => ProjectionName;

    public IReadOnlyList<string> Tables { get; } = ["channel_total"];

    public static async Task<IReadOnlyList<ChannelTotal>> ReadAsync(
        CountyDatabase database, CampaignId campaign, CancellationToken cancellation)
    {
        await database.Rebuilds.RefuseAsync(ProjectionName, cancellation);
        await using var command = database.Source.CreateCommand(
            """
            select channel, kind, funding, rows, amount from channel_total where campaign = $1
            order by channel, kind, funding
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = campaign.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var totals = new List<ChannelTotal>();
        while (await reader.ReadAsync(cancellation))
        {
            totals.Add(new ChannelTotal(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3),
                new Money(reader.GetInt64(4))));
        }

        return totals;
    }

    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var moved = events.SelectMany(Delivered).GroupBy(delivered => delivered.Of, delivered => delivered.Fen)
            .OrderBy(group => group.Key.Campaign, StringComparer.Ordinal).ThenBy(group => group.Key.Channel, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Kind, StringComparer.Ordinal).ThenBy(group => group.Key.Funding, StringComparer.Ordinal)
            .ToList();
        if (moved.Count == 0)
        {
            return Task.CompletedTask;
        }

        operations.Queue(
            """
            insert into channel_total as t (campaign, channel, kind, funding, rows, amount)
            select * from unnest($1, $2, $3, $4, $5, $6)
            on conflict (campaign, channel, kind, funding) do update
            set rows = t.rows + excluded.rows, amount = t.amount + excluded.amount
            """,
            Array(group => group.Key.Campaign, NpgsqlDbType.Text), Array(group => group.Key.Channel, NpgsqlDbType.Text),
            Array(group => group.Key.Kind, NpgsqlDbType.Text), Array(group => group.Key.Funding, NpgsqlDbType.Text),
            Array(group => group.LongCount(), NpgsqlDbType.Bigint), Array(group => group.Sum(), NpgsqlDbType.Bigint));
        return Task.CompletedTask;

        NpgsqlParameter Array<T>(Func<IGrouping<Total, long>, T> value, NpgsqlDbType type) => SqlOperation.Array(moved, type, value);
    }

    private static IEnumerable<(Total Of, long Fen)> Delivered(IEvent stored)
    {
        var (content, details) = stored.Data switch
        {
            RowDelivered e => (e.Content, e.Details),
            RowContradicted e => (e.Contents[^1], e.Details),
            _ => (null, null),
        };
        if (content is not null)
        {
            var kind = Payment.IdentityOf(stored.StreamKey!).Kind;
            yield return (
                new Total(content.Campaign.Value, details!.Channel ?? "", kind.ToString(), content.Funding.ToString()),
                kind == PaymentRowKind.Payment ? content.Amount.Fen : -content.Amount.Fen);
        }
    }

    private readonly record struct Total(string Campaign, string Channel, string Kind, string Funding);
}

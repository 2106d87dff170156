using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.EventStore;
using ResidentInsurance.EventStore.Projections;

namespace ResidentInsurance.PaymentIngestion;

/// <summary>What the tax feed delivered: a row for each content of each row identity. Amounts are in fen, those of
/// reversals and refunds negative, as the feed's 合计 counts them.</summary>
public sealed record TaxRow(
    string Receipt, int Line, string Kind, int ContentNumber, string Campaign, string ResidentKey, long Amount,
    DateOnly PaidOn, string Channel, string Funding, DateOnly? TreasuryOn, string? Batch)
{
    public const string Migration =
        """
        create table if not exists tax_row (
            receipt text not null, line int not null, kind text not null, content_number int not null,
            campaign text not null, resident_key text not null, amount bigint not null, paid_on date not null,
            channel text not null, funding text not null, treasury_on date, batch text,
            primary key (receipt, line, kind, content_number))
        """;

    private static readonly ProjectionTable<TaxRow> Table = new ProjectionTable<TaxRow>("tax_row", Order)
        .Key("receipt", NpgsqlDbType.Text, row => row.Receipt)
        .Key("line", NpgsqlDbType.Integer, row => row.Line)
        .Key("kind", NpgsqlDbType.Text, row => row.Kind)
        .Key("content_number", NpgsqlDbType.Integer, row => row.ContentNumber)
        .Column("campaign", NpgsqlDbType.Text, row => row.Campaign)
        .Column("resident_key", NpgsqlDbType.Text, row => row.ResidentKey)
        .Column("amount", NpgsqlDbType.Bigint, row => row.Amount)
        .Column("paid_on", NpgsqlDbType.Date, row => row.PaidOn)
        .Column("channel", NpgsqlDbType.Text, row => row.Channel)
        .Column("funding", NpgsqlDbType.Text, row => row.Funding)
        .Column("treasury_on", NpgsqlDbType.Date, row => row.TreasuryOn)
        .Column("batch", NpgsqlDbType.Text, row => row.Batch);

    public static IInlineProjection Projection { get; } = new StreamProjection<TaxRow>("tax_row", Table, RowsOf);

    private static IReadOnlyList<TaxRow> RowsOf(StreamSlice stream)
    {
        var (receipt, line, kind) = Payment.IdentityOf(stream.Id);
        var rows = new List<TaxRow>();
        foreach (var stored in stream.Events)
        {
            var (content, details) = stored.Data switch
            {
                PaymentReceived e => (e.Content, e.Details),
                PaymentContradicted e => (e.Contents[^1], e.Details),
                _ => (null, null),
            };
            if (content is not null && details is not null)
            {
                rows.Add(new TaxRow(receipt, line, kind.ToString(), rows.Count, content.Campaign.Value, content.Resident.Value,
                    kind == PaymentRowKind.Payment ? content.Amount.Fen : -content.Amount.Fen, DateOnly.FromDateTime(content.PaidAt),
                    details.Channel ?? "", content.Funding.ToString(), details.TreasuryOn, details.Batch));
            }
        }

        return rows;
    }

    private static int Order(TaxRow a, TaxRow b) =>
        string.CompareOrdinal(a.Receipt, b.Receipt) is not 0 and var byReceipt ? byReceipt
        : a.Line != b.Line ? a.Line.CompareTo(b.Line)
        : string.CompareOrdinal(a.Kind, b.Kind) is not 0 and var byKind ? byKind
        : a.ContentNumber.CompareTo(b.ContentNumber);
}

/// <summary>Money of a campaign by channel (渠道), kind of row and whose money it is.</summary>
/// <param name="Amount">Yuan; reversals and refunds are negative.</param>
public sealed record ChannelTotal(string Channel, string Kind, string Funding, long Rows, Money Amount)
{
    public static async Task<IReadOnlyList<ChannelTotal>> ReadAsync(
        CountyDatabase database, CampaignId campaign, CancellationToken cancellation)
    {
        await using var command = database.Source.CreateCommand(
            """
            select channel, kind, funding, count(*), sum(amount)::bigint from tax_row where campaign = $1
            group by channel, kind, funding order by channel, kind, funding
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
}

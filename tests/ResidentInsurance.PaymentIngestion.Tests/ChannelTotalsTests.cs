using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.PaymentIngestion.Tests;

public sealed class ChannelTotalsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly CampaignId Campaign = CampaignId.Parse("fengyan-2024");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_content_of_each_row_identity_counts_once_and_a_rebuild_finds_the_same()
    {
        await using var database = await OpenAsync("totals");
        await AppendAsync(database, Payment.Stream("31", 1, PaymentRowKind.Payment), Received(380, "微信"));
        await AppendAsync(database, Payment.Stream("32", 1, PaymentRowKind.Payment), Received(350, "微信"));
        await AppendAsync(database, Payment.Stream("33", 1, PaymentRowKind.Payment), Received(300, "柜台"));
        await AppendAsync(database, Payment.Stream("31", 1, PaymentRowKind.Refund), Received(80, "微信"));
        await AppendAsync(database, Payment.Stream("33", 1, PaymentRowKind.Payment),
            new RowContradicted([Content(300), Content(301)], Details("微信")),
            new RowContentChosen([Content(300), Content(301)], 1));
        ChannelTotal[] expected =
        [
            new("微信", "Payment", "Personal", 3, Money.FromYuan(380 + 350 + 301)),
            new("微信", "Refund", "Personal", 1, Money.FromYuan(-80)),
            new("柜台", "Payment", "Personal", 1, Money.FromYuan(300)),
        ];
        Assert.Equal(expected, await ReadAsync(database));

        Assert.Equal(6, await database.Rebuilds.RunAsync(ChannelTotals.ProjectionName, Ct));
        Assert.Equal(expected, await ReadAsync(database));
    }

    private Task<CountyDatabase> OpenAsync(string name) =>
        CountyDatabase.OpenAsync(new CountyDatabaseOptions
        {
            Service = postgres.DatabasePrefix + name,
            ConnectionString = postgres.Server,
            EventTypes = PaymentEvents.Types,
            Projections = [new ChannelTotals()],
            Migrations = [ChannelTotals.Migration],
            Software = "0.0.1-test",
        }, CountyCode.Parse("500119"), Ct);

    private static async Task AppendAsync(CountyDatabase database, string stream, params object[] events) =>
        await database.Pages.TransactAsync(
            [stream], _ => [.. events.Select(happened => new NewEvent(happened, new EventHeaders("tester", "request")))], null, Ct);

    private static async Task<IReadOnlyList<ChannelTotal>> ReadAsync(CountyDatabase database) =>
        [.. (await ChannelTotals.ReadAsync(database, Campaign, Ct)).OrderBy(total => total.Channel == "柜台").ThenBy(total => total.Kind, StringComparer.Ordinal)];

    private static RowDelivered Received(long yuan, string channel) => new(Content(yuan), Details(channel));

    private static RowContent Content(long yuan) => new(
        ResidentKey.Parse("0123456789abcdef0123456789abcdef"), Campaign, Tier.Low, Money.FromYuan(yuan), new DateTime(2023, 11, 2, 9, 0, 0),
        Funding.Personal, null);

    private static RowDetails Details(string channel) => new(channel, null, null, null);
}

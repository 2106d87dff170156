using Microsoft.Extensions.DependencyInjection;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.PaymentIngestion.Tests;

public sealed class PaymentGaugesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly CampaignId Campaign = CampaignId.Parse("fengyan-2024");
    private static readonly CountyCode County = CountyCode.Parse("500119");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_and_yuan_are_told_by_channel_and_kind_from_zero_on()
    {
        await using var service = await TestService.StartAsync(
            builder =>
            {
                builder.AddPacks();
                builder.AddCountyDatabases(postgres.DatabasePrefix + "gauges", PaymentEvents.Types, [new ChannelTotals()],
                    [Deliveries.Migration, ChannelTotals.Migration]);
                builder.Services.AddSingleton<CountyReadings<IReadOnlyList<PaymentGauges.ChannelSum>>>().AddHostedService<PaymentGauges>();
            },
            map: null, ("ConnectionStrings:postgres", postgres.Server), ("Counties", County.Value), ("Meters:Interval", "00:00:00.1"));
        var before = await ScrapedAsync(scrape => scrape.Value("resident_insurance_payments", Labels("others", "payment")) is not null);
        Assert.All(["payment", "reversal", "refund"], kind => Assert.Equal((0, 0), Of(before, "others", kind)));

        var database = service.App.Services.GetRequiredService<CountyDatabases>().Get(County);
        await AppendAsync(database, "31", PaymentRowKind.Payment, 380, "微信");
        await AppendAsync(database, "32", PaymentRowKind.Payment, 350, "微信");
        await AppendAsync(database, "31", PaymentRowKind.Refund, 80, "微信");
        await AppendAsync(database, "33", PaymentRowKind.Payment, 300, "");
        var after = await ScrapedAsync(scrape => scrape.Value("resident_insurance_payments", Labels("others", "payment")) == 1);

        Assert.Equal((2, 730), Of(after, "微信", "payment"));
        Assert.Equal((1, -80), Of(after, "微信", "refund"));
        Assert.Equal((0, 0), Of(after, "微信", "reversal"));
        Assert.Equal((1, 300), Of(after, "others", "payment"));

        Task<Scrape> ScrapedAsync(Func<Scrape, bool> condition) => Eventually.Value(
            async () => await Scrape.OfAsync(service.Client) is { } scrape && condition(scrape) ? scrape : null, "a scrape");
    }

    [Fact]
    public void However_many_channels_a_feed_names_few_series_come_of_it_and_no_number_of_anybodys()
    {
        var totals = Enumerable.Range(1, 100).Select(i => Total($"渠道{i:00}", i)).ToList();

        var sums = PaymentGauges.Bounded(Campaign, [.. totals, Total("510212199001011234", 1_000)]);

        Assert.Equal(13 * 3, sums.Count);
        Assert.Equal("渠道100", sums[0].Channel);
        Assert.DoesNotContain(sums, sum => sum.Channel.Contains("19900101", StringComparison.Ordinal));
        Assert.Equal(totals.Sum(total => total.Rows) + 1_000, sums.Sum(sum => sum.Rows));
        Assert.Equal(totals.Sum(total => total.Amount.Fen) + Money.FromYuan(1_000).Fen, sums.Sum(sum => sum.Amount.Fen));

        static ChannelTotal Total(string channel, int rows) => new(channel, "Payment", "Personal", rows, Money.FromYuan(rows));
    }

    private static (double?, double?) Of(Scrape scrape, string channel, string kind) => (
        scrape.Value("resident_insurance_payments", Labels(channel, kind)),
        scrape.Value("resident_insurance_payment_yuan", Labels(channel, kind)));

    private static (string, string)[] Labels(string channel, string kind) =>
        [("county", County.Value), ("campaign", Campaign.Value), ("channel", channel), ("kind", kind)];

    private static async Task AppendAsync(CountyDatabase database, string receipt, PaymentRowKind kind, long yuan, string channel)
    {
        var content = new RowContent(ResidentKey.Parse("0123456789abcdef0123456789abcdef"), Campaign, Tier.Low, Money.FromYuan(yuan),
            new DateTime(2023, 11, 2, 9, 0, 0), Funding.Personal, null);
        await database.Pages.TransactAsync([Payment.Stream(receipt, 1, kind)],
            _ => [new NewEvent(new RowDelivered(content, new RowDetails(channel, null, null, null)), new EventHeaders("tester", "request"))],
            null, Ct);
    }
}

using JasperFx.Events;
using System.Text;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using Xunit;

namespace ResidentInsurance.PaymentIngestion.Tests;

public sealed class PaymentTests
{
    private static readonly ResidentKey Resident = ResidentKey.Parse("0123456789abcdef0123456789abcdef");
    private static readonly RowDetails Details = new("微信", new DateOnly(2023, 11, 4), null, null);

    private static readonly RowContent Content = new(
        Resident, CampaignId.Parse("fengyan-2024"), Tier.Low, Money.FromYuan(380), new DateTime(2023, 11, 2, 9, 0, 0), Funding.Personal, null);

    private static readonly RowContent Other = Content with { Amount = Money.FromYuan(300) };

    [Fact]
    public void A_row_is_received_once()
    {
        var received = Assert.Single(Payment.Deliver(Payment.Undelivered("payment-p-1-31"), Content, Details));

        Assert.Equal(new RowDelivered(Content, Details), received);
        Assert.Empty(Payment.Deliver(Fold(received), Content, Details));
    }

    [Fact]
    public void Other_details_are_no_other_payment()
    {
        var payment = Fold(new RowDelivered(Content, Details));

        Assert.Empty(Payment.Deliver(payment, Content, Details with { Channel = "支付宝" }));
    }

    [Fact]
    public void Another_content_contradicts_and_a_choice_between_them_is_kept_until_a_third_comes()
    {
        var payment = Fold(new RowDelivered(Content, Details));
        var contradicted = Assert.IsType<RowContradicted>(Assert.Single(Payment.Deliver(payment, Other, Details)));
        Assert.Equal([Content, Other], contradicted.Contents);

        payment = Payment.Evolve(payment, contradicted);
        var chosen = Assert.IsType<RowContentChosen>(Payment.Choose(payment, 1));
        payment = Payment.Evolve(payment, chosen);
        Assert.Equal(1, payment.Chosen);
        Assert.Null(Payment.Choose(payment, 1));
        Assert.Empty(Payment.Deliver(payment, Content, Details));

        payment = Payment.Evolve(payment, Assert.Single(Payment.Deliver(payment, Content with { Amount = Money.FromYuan(1) }, Details)));
        Assert.Null(payment.Chosen);
    }

    [Fact]
    public void A_content_that_is_not_there_cannot_be_chosen() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Payment.Choose(Fold(new RowDelivered(Content, Details)), 1));

    [Theory]
    [InlineData("3100-0001", 1, PaymentRowKind.Payment, nameof(PaymentReceived))]
    [InlineData("31", 12, PaymentRowKind.Reversal, nameof(PaymentReversed))]
    [InlineData("31", 2, PaymentRowKind.Refund, nameof(PaymentRefunded))]
    public void A_message_holds_the_whole_row_identity(string receipt, int line, PaymentRowKind kind, string name)
    {
        var item = PaymentMessages.Publish(Stored(Payment.Stream(receipt, line, kind), new RowContradicted([Content, Other], Details)));

        var row = Read(item);
        Assert.Equal((name, receipt, line, kind, 2), (item.Name, row.Receipt, row.Line, row.Kind, row.Contents.Count));
        Assert.Null(row.Chosen);
    }

    [Theory]
    [InlineData(Funding.Personal, true)]
    [InlineData(Funding.CollectedByUnit, true)]
    [InlineData(Funding.FamilyAccount, true)]
    [InlineData(Funding.Subsidy, false)]
    [InlineData(Funding.Treasury, false)]
    public void Money_of_departments_and_the_treasury_is_nobodys_own(Funding funding, bool personal)
    {
        var item = PaymentMessages.Publish(Stored(Payment.Stream("31", 1, PaymentRowKind.Payment),
            new RowDelivered(Content with { Funding = funding }, Details)));

        Assert.Equal(personal, Read(item).Contents[0].Personal);
    }

    public static TheoryData<string, object> Kept => new()
    {
        {
            "row_delivered", new RowDelivered(
                Content with { OriginalReceipt = "3100-0000" }, new RowDetails("微信", new DateOnly(2023, 11, 4), "测试税务所", "ZZ-01"))
        },
        { "row_contradicted", new RowContradicted([Content, Other], Details) },
        { "row_content_chosen", new RowContentChosen([Content, Other], 1) },
    };

    // Golden files are never changed or deleted: databases hold events in their form.
    [Theory]
    [MemberData(nameof(Kept))]
    public async Task An_event_is_written_as_it_always_was_read_back_and_folded(string alias, object happened)
    {
        var golden = (await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Golden", alias + ".json"), TestContext.Current.CancellationToken)).TrimEnd();

        Assert.Equal(golden, Encoding.UTF8.GetString(PaymentEvents.Types.Serialize(happened)));
        var read = PaymentEvents.Types.Deserialize(alias, Encoding.UTF8.GetBytes(golden));
        Assert.Equivalent(happened, read, strict: true); // records with lists in them are not equal by reference
        Assert.Equal(alias, PaymentEvents.Types.AliasOf(happened));
        Assert.NotEmpty(Payment.Evolve(Payment.Undelivered("payment-p-1-31"), read).Contents);
    }

    [Fact]
    public void No_event_was_forgotten() => Assert.Equal(Kept.Select(row => row.Data.Item1).Order(), PaymentEvents.Types.Aliases.Order());

    private static IPaymentRow Read(FeedItem item) => Assert.Single(FeedItems.Read<IPaymentRow>(
        new FeedPage(CountyCode.Parse("500119"), ServiceNames.PaymentIngestion, 0, 1, [item])).Items).Body;

    private static Event<object> Stored(string stream, object data) => new(data) { StreamKey = stream, Version = 1 };

    private static Payment Fold(params object[] events) => events.Aggregate(Payment.Undelivered("payment-p-1-31"), Payment.Evolve);
}

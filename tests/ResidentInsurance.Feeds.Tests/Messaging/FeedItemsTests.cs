using System.Text.Json;
using System.Text.Json.Nodes;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Feeds.Tests;

public sealed class FeedItemsTests
{
    private static readonly ResidentKey Resident = ResidentKey.Parse("0123456789abcdef0123456789abcdef");
    private static readonly CampaignId Campaign = CampaignId.Parse("fengyan-2024");
    private static readonly VillageCode Village = VillageCode.Parse("500119.fengyan.01");
    private static readonly DateOnly Day = new(2024, 1, 1);

    private static readonly Cover Cover = new(
        Village, Tier.Low, Day, Day, Money.FromYuan(380), Money.Zero, Money.Zero, Money.Zero, "orphan", "民政局", Money.FromYuan(380),
        new CoveragePeriod(Day, Day), Suspensions.None.Begin(Day));

    [Fact]
    public void A_body_that_lacks_what_it_must_have_is_unreadable()
    {
        Check(new PaymentRow("TEST1", 1, PaymentRowKind.Payment,
            [new PaymentContent(Resident, Campaign, null, Money.FromYuan(380), Day.ToDateTime(default), true)], 0), "chosen");
        Check(new PaymentContent(Resident, Campaign, Tier.Low, Money.FromYuan(380), Day.ToDateTime(default), true, "TEST0"),
            "tier", "originalReceipt");
        Check(new IdentityRecord(Resident, "orphan", "民政局", Day, Day), "to");
        Check(new VillageTask(Campaign, Village, "测试乡", "测试村", 10, 9, 1), "population");
        Check(new CoverageState(Resident, Campaign, 1, true, Cover, 1));
        Check(Cover, "subsidyCategory", "subsidyDepartment");
        Check(new RefundDue(Resident, Campaign, Money.Zero, new Dictionary<string, Money>()));
        Check(new PaymentUnmatched(Resident, Campaign, true));
    }

    [Fact]
    public void What_a_newer_release_says_besides_is_passed_over()
    {
        var body = JsonSerializer.SerializeToNode(new PaymentUnmatched(Resident, Campaign, true), ContractJson.Options)!.AsObject();
        body["since"] = "2024-01-01";

        Assert.Equal(new PaymentUnmatched(Resident, Campaign, true), Assert.Single(Read<PaymentUnmatched>(body).Items).Body);
    }

    private static void Check<T>(T whole, params string[] optional)
        where T : class
    {
        var body = JsonSerializer.SerializeToNode(whole, ContractJson.Options)!.AsObject();
        Assert.Empty(Read<T>(body).Unreadable);
        foreach (var name in body.Select(property => property.Key).ToList())
        {
            var less = body.DeepClone().AsObject();
            less.Remove(name);
            var read = Read<T>(less);
            if (optional.Contains(name))
            {
                Assert.Single(read.Items);
            }
            else
            {
                Assert.StartsWith("JsonException", Assert.Single(read.Unreadable).Cause, StringComparison.Ordinal);
            }
        }
    }

    private static ReadItems<T> Read<T>(JsonObject body)
        where T : class => FeedItems.Read<T>(
        new FeedPage(CountyCode.Parse("500119"), "test", 0, 1,
            [new FeedItem(Guid.NewGuid(), "test-1", 1, DateTimeOffset.UnixEpoch, "test", JsonSerializer.SerializeToElement(body))]),
        "test");
}

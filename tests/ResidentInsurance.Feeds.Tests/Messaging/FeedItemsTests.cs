using System.Text.Json;
using System.Text.Json.Nodes;
using JasperFx.Events;
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
        new CoveragePeriod(Day, Day), Suspensions.None.Begin(Day).End(Day));

    [Fact]
    public void A_body_that_lacks_what_it_must_have_is_unreadable()
    {
        var content = new PaymentContent(Resident, Campaign, Tier.Low, Money.FromYuan(380), Day.ToDateTime(default), true, "TEST0");
        string[] payment = ["$.chosen", "$.contents[0].tier", "$.contents[0].originalReceipt"];
        Check(new PaymentReceived("TEST1", 1, [content], 0), payment);
        Check(new PaymentReversed("TEST1", 1, [content], 0), payment);
        Check(new PaymentRefunded("TEST1", 1, [content], 0), payment);
        Check(new IdentityChanged(Resident, "orphan", "民政局", Day, Day), "$.to");
        Check(new VillageTaskAssigned(Campaign, Village, "测试乡", "测试村", 10, 9, 1), "$.population");
        Check(new VillageRemoved(Campaign, Village));
        string[] cover = ["$.cover.subsidyCategory", "$.cover.subsidyDepartment", "$.cover.suspended[0].to"];
        Check(new CoverageGranted(Resident, Campaign, 1, Cover, 1), cover);
        Check(new CoverageRevised(Resident, Campaign, 1, Cover, 1), cover);
        Check(new CoverageWithdrawn(Resident, Campaign, 1, Cover, 1), cover);
        Check(new RefundDueChanged(Resident, Campaign, Money.Zero, new Dictionary<string, Money>()));
        Check(new PaymentUnmatched(Resident, Campaign, true));
    }

    [Fact]
    public void An_interface_reads_the_events_that_have_it_and_a_record_itself_alone()
    {
        var page = Page(
            Item(new PaymentReversed("TEST1", 1, [])), Item(new PaymentUnmatched(Resident, Campaign, true)),
            Item(new PaymentReceived("TEST1", 1, [])), Item(new PaymentUnmatched(Resident, Campaign, true)) with { Name = "PaymentSung" });

        Assert.Equal([PaymentRowKind.Reversal, PaymentRowKind.Payment], FeedItems.Read<IPaymentRow>(page).Items.Select(read => read.Body.Kind));
        Assert.Single(FeedItems.Read<PaymentReceived>(page).Items);
        Assert.Single(FeedItems.Read<PaymentUnmatched>(page).Items);
        Assert.Equal(3, FeedItems.Read<IPublicEvent>(page).Items.Count);
    }

    [Fact]
    public void Of_states_the_newest_of_each_key_counts_in_the_order_of_the_keys()
    {
        var other = VillageCode.Parse("500119.fengyan.00");
        var reading = new PageReading(Page(
            Item(new VillageRemoved(Campaign, Village), 2), Item(new VillageTaskAssigned(Campaign, Village, "测试乡", "测试村", 10, 9, 1), 1),
            Item(new VillageTaskAssigned(Campaign, other, "测试乡", "测试村", 10, 9, 1), 1)));

        var newest = reading.Newest<IVillageEvent>(village => $"{village.Campaign}/{village.Village}");

        Assert.Equal([(other, 1), (Village, 2)], newest.Select(read => (read.Body.Village, read.Item.Version)));
    }

    [Fact]
    public void What_a_newer_release_says_besides_is_passed_over()
    {
        var body = JsonSerializer.SerializeToNode(new PaymentUnmatched(Resident, Campaign, true), ContractJson.Options)!.AsObject();
        body["since"] = "2024-01-01";

        Assert.Equal(new PaymentUnmatched(Resident, Campaign, true), Assert.Single(Read<PaymentUnmatched>(body).Items).Body);
    }

    private static void Check<T>(T whole, params string[] optional)
        where T : class, IPublicEvent
    {
        var body = JsonSerializer.SerializeToNode(whole, ContractJson.Options)!.AsObject();
        Assert.Empty(Read<T>(body).Unreadable);
        var places = Places(body).Select(node => node.GetPath()).ToList();
        Assert.Subset(places.ToHashSet(), optional.ToHashSet());
        foreach (var place in places)
        {
            var less = body.DeepClone().AsObject();
            var gone = Places(less).Single(node => node.GetPath() == place);
            gone.Parent!.AsObject().Remove(gone.GetPropertyName());
            var read = Read<T>(less);
            if (optional.Contains(place))
            {
                Assert.Single(read.Items);
            }
            else
            {
                Assert.True(read.Unreadable is [{ } one] && one.Cause.StartsWith("JsonException", StringComparison.Ordinal), place + " may not be missing");
            }
        }
    }

    // The fields, at whatever depth.
    private static IEnumerable<JsonNode> Places(JsonNode? node) => node switch
    {
        JsonObject some => some.SelectMany(property => Places(property.Value).Prepend(property.Value!)),
        JsonArray all => all.SelectMany(Places),
        _ => [],
    };

    private static ReadItems<T> Read<T>(JsonObject body)
        where T : class, IPublicEvent => FeedItems.Read<T>(Page(
        new FeedItem(Guid.NewGuid(), "test-1", 1, DateTimeOffset.UnixEpoch, typeof(T).Name, JsonSerializer.SerializeToElement(body))));

    private static FeedItem Item(IPublicEvent told, long version = 1) =>
        FeedItems.Of(new Event<object>(told) { StreamKey = "test-1", Version = version }, told);

    private static FeedPage Page(params FeedItem[] items) => new(CountyCode.Parse("500119"), "test", 0, 1, items);
}

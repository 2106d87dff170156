using JasperFx.Events;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Policy;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>Pages of the other services, in any order and again, on a real database.</summary>
public sealed class ConsumerTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly CountyCode County = CountyCode.Parse("500119");
    private static readonly CampaignId Campaign = CampaignId.Parse("fengyan-2024");
    private static readonly VillageCode Village = VillageCode.Parse("500119.x.1f3a9c07");
    private static readonly PackLibrary Packs = PackLibrary.Load(Path.Combine(AppContext.BaseDirectory, "packs"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 1, 2, 1)]
    public async Task A_village_that_was_removed_is_gone_in_whatever_order_its_events_come(params int[] versions)
    {
        await using var service = await StartAsync();

        await HandleAsync(new VillageConsumer(), service, ServiceNames.QuotaTracking, versions.Select(version => (VillageEvent(version), version)));

        Assert.Null(await FindAsync(service));
        Assert.NotNull((await LoadAsync(service)).Find(null, Packs.Find(Campaign)!.Annex.Villages[0].Name));
    }

    [Fact]
    public async Task A_village_that_was_removed_and_assigned_anew_is_there()
    {
        await using var service = await StartAsync();

        await HandleAsync(new VillageConsumer(), service, ServiceNames.QuotaTracking, [(VillageEvent(2), 2), (VillageEvent(3), 3), (VillageEvent(1), 1)]);

        Assert.Equal(Village, await FindAsync(service));
    }

    [Fact]
    public async Task A_payment_that_cannot_be_decided_is_poison_alone()
    {
        await using var service = await StartAsync();
        var good = Received(CampaignId.Parse("fengyan-2024"), resident: 1);
        var bad = Received(CampaignId.Parse("nowhere-2024"), resident: 2);

        await HandleAsync(new PaymentConsumer(new ResidentFacts(Packs)), service, ServiceNames.PaymentIngestion, [(bad, 1), (good, 1)]);

        Assert.Single(Resident.Of(await service.Database.Pages.ReadAsync(Resident.Stream(good.Contents[0].Resident), Ct)).File(Campaign).Payments);
        Assert.Equal(0, (await service.Database.Pages.ReadAsync(Resident.Stream(bad.Contents[0].Resident), Ct)).Version);
        var poison = Assert.Single(await service.Database.Poison.ListAsync(0, 10, Ct));
        Assert.Equal((nameof(PaymentReceived), "InvalidOperationException in ResidentFacts.PackOf"), (poison.Type, poison.Cause));
        Assert.Equal(2, await service.Database.Applied.PositionAsync(ServiceNames.PaymentIngestion, Ct));
    }

    // Odd versions assign it, even ones remove it.
    private static IPublicEvent VillageEvent(int version) => version % 2 == 0
        ? new VillageRemoved(Campaign, Village)
        : new VillageTaskAssigned(Campaign, Village, "峰岩乡", "新增村", null, 10, 9);

    private static PaymentReceived Received(CampaignId campaign, int resident) => new($"TEST{resident}", 1,
    [
        new PaymentContent(ResidentKey.Parse($"{resident:x32}"), campaign, Tier.Low, Money.FromYuan(380), new(2023, 11, 2, 9, 0, 0), Personal: true),
    ]);

    private static async Task HandleAsync<T>(IFeedConsumer consumer, EnrollmentService service, string source, IEnumerable<(T Told, int Version)> events)
        where T : IPublicEvent
    {
        var position = 0;
        foreach (var (told, version) in events)
        {
            var item = FeedItems.Of(new Event<object>(told) { Id = Guid.NewGuid(), StreamKey = "test-1", Version = version }, told);
            await consumer.HandleAsync(service.Database, new FeedPage(County, source, position, ++position, [item]), Ct);
        }
    }

    private static async Task<VillageCode?> FindAsync(EnrollmentService service) => (await LoadAsync(service)).Find("峰岩乡", "新增村");

    private static Task<Villages> LoadAsync(EnrollmentService service) => Villages.LoadAsync(service.Database, Packs.Find(Campaign)!, Ct);

    private Task<EnrollmentService> StartAsync() => EnrollmentService.StartAsync(postgres, Packs, Packs.Find(Campaign)!, _ => { });
}

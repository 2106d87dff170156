using System.Text.Json;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.Feeds.Tests;

public sealed class PoisonItemsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private readonly FixedClock clock = FixedClock.At(2024, 3, 1);
    private CountyDatabase database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await postgres.Options("poison", clock: clock).OpenAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task An_item_is_stored_once_with_its_cause_while_the_others_take_effect()
    {
        var item = new FeedItem(
            Guid.NewGuid(), "payment-1", 3, DateTimeOffset.UnixEpoch, "payment-received",
            JsonDocument.Parse("""{"amount":"many"}""").RootElement.Clone());
        for (var delivery = 0; delivery < 2; delivery++)
        {
            await database.Pages.TransactAsync(
                [$"account-{delivery}"], _ => [Given.Opened()],
                work => work.Poison(PoisonItem.From("payment-ingestion", item, Thrown())), Cancellation);
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        var stored = Assert.Single(await database.Poison.ListAsync(0, 10, Cancellation));
        Assert.Equal(("payment-ingestion", item.EventId, "payment-1", 3L), (stored.Source, stored.EventId, stored.Stream, stored.Version));
        Assert.Equal("""{"amount":"many"}""", stored.Body);
        Assert.Equal(DateTimeOffset.UnixEpoch, stored.RecordedAt);
        Assert.Equal((2, TimeSpan.FromMinutes(1)), (stored.Times, stored.LastSeen - stored.FirstSeen));
        Assert.Equal("FormatException in PoisonItemsTests.Throw", stored.Cause); // not the message: it quotes a person
        Assert.Equal(1, await database.Poison.CountAsync(Cancellation));
        Assert.False(await database.Poison.RemoveAsync(stored with { Times = 1 }, Cancellation)); // it came again since
        Assert.True(await database.Poison.RemoveAsync(stored, Cancellation));
        Assert.Equal(0, await database.Poison.CountAsync(Cancellation));
        Assert.Equal(2, (await database.Pages.ReadAsync(["account-0", "account-1"], Cancellation)).Values.Sum(s => s.Version));
    }

    private static FormatException Thrown() => Assert.Throws<FormatException>(Throw);

    private static void Throw() => throw new FormatException("not an ID number: 500000199001010000");
}

using Npgsql;
using ResidentInsurance.Testing;

namespace ResidentInsurance.Feeds.Tests;

public sealed class FeedGaugesTests(PostgresFixture postgres, RabbitMqFixture rabbit)
    : IClassFixture<PostgresFixture>, IClassFixture<RabbitMqFixture>
{
    private readonly FeedHarness feeds = new(postgres, rabbit.ConnectionString);
    private readonly FeedHarness.TestConsumer consumed = new();

    private (string, string)[] Labels => [("source", FeedHarness.Source), ("county", feeds.County.Value)];

    [Fact]
    public async Task A_county_in_which_nothing_happened_has_every_series_at_zero()
    {
        await using var publisher = await feeds.PublisherAsync();
        await using var consumer = await ConsumerAsync(publisher);

        var published = await ScrapedAsync(publisher, scrape => scrape.Value(Name("feed_head_position"), Labels) is not null);
        var applied = await ScrapedAsync(consumer, scrape => scrape.Value(Name("feed_applied_position"), Labels) is not null);

        Assert.All(["feed_items_published_total", "feed_head_position", "feed_published_position", "feed_unpublished_events",
            "feed_unpublished_age_seconds"], name => Assert.Equal(0, published.Value(Name(name), Labels)));
        Assert.All(["feed_items_consumed_total", "feed_resends_asked_total", "feed_applied_position", "feed_lag_events",
            "feed_lag_seconds", "poison_items"], name => Assert.Equal(0, applied.Value(Name(name), Labels)));
    }

    [Fact]
    public async Task What_is_published_applied_and_left_out_is_told_and_what_is_behind_until_it_is_not()
    {
        var isDown = true;
        consumed.Before = _ => isDown ? throw new PostgresException("terminating", "FATAL", "FATAL", "57P01") : true;
        await using var publisher = await feeds.PublisherAsync(("Meters:Interval", "00:00:00.1"));
        await using var consumer = await ConsumerAsync(publisher);
        await feeds.AppendAsync(publisher, -1, 100);

        var behind = await ScrapedAsync(consumer, scrape => scrape.Value(Name("feed_lag_seconds"), Labels) > 0);
        var head = behind.Value(Name("feed_lag_events"), Labels);
        isDown = false;
        await feeds.CaughtUpAsync(publisher, consumer);
        var level = await ScrapedAsync(consumer, scrape => scrape.Value(Name("feed_applied_position"), Labels) == head);
        var all = await ScrapedAsync(publisher, scrape => scrape.Value(Name("feed_published_position"), Labels) == head);

        Assert.Equal((await feeds.PositionsAsync(publisher)).Head, head);
        Assert.Equal(0, behind.Value(Name("feed_applied_position"), Labels));
        Assert.Equal((0, 0), (level.Value(Name("feed_lag_events"), Labels), level.Value(Name("feed_lag_seconds"), Labels)));
        Assert.Equal(1, level.Value(Name("poison_items"), Labels));
        Assert.Equal(100, level.Value(Name("feed_items_consumed_total"), Labels));
        Assert.Equal(100, all.Value(Name("feed_items_published_total"), Labels));
        Assert.Equal((head, 0, 0), (all.Value(Name("feed_head_position"), Labels),
            all.Value(Name("feed_unpublished_events"), Labels), all.Value(Name("feed_unpublished_age_seconds"), Labels)));
    }

    [Fact]
    public async Task While_there_is_no_broker_what_is_not_published_grows_older()
    {
        await using var publisher = await new FeedHarness(postgres, "amqp://nobody:nothing@127.0.0.1:9", feeds.County)
            .PublisherAsync(("Meters:Interval", "00:00:00.1"));
        await feeds.AppendAsync(publisher, 0, 10);

        var first = await ScrapedAsync(publisher, scrape => scrape.Value(Name("feed_unpublished_events"), Labels) > 0);
        var age = first.Value(Name("feed_unpublished_age_seconds"), Labels);
        var later = await ScrapedAsync(publisher, scrape => scrape.Value(Name("feed_unpublished_age_seconds"), Labels) > age + 0.1);

        Assert.Equal(0, later.Value(Name("feed_published_position"), Labels));
    }

    [Fact]
    public async Task No_label_holds_a_connection_string()
    {
        await using var publisher = await feeds.PublisherAsync();
        await using var consumer = await ConsumerAsync(publisher);
        await feeds.AppendAsync(publisher, 0, 10);
        await feeds.CaughtUpAsync(publisher, consumer);
        await using (await (await feeds.DatabaseAsync(consumer)).TryLockAsync("a lock", TestContext.Current.CancellationToken))
        {
            foreach (var service in new[] { publisher, consumer })
            {
                // Other tests run in this process beside this one, with pools of their own: only this class's databases are looked at.
                var values = (await Scrape.OfAsync(service.Client)).LabelValues
                    .Where(value => value.Contains(postgres.DatabasePrefix, StringComparison.Ordinal)).ToHashSet();

                Assert.Contains($"{postgres.DatabasePrefix}consumer_{feeds.County}", values);
                Assert.Contains($"{postgres.DatabasePrefix}consumer_{feeds.County} own sessions", values);
                Assert.All(values, value => Assert.DoesNotContain('=', value));
            }
        }
    }

    private static string Name(string name) => $"resident_insurance_{name}";

    private static Task<Scrape> ScrapedAsync(TestService service, Func<Scrape, bool> condition) => Eventually.Value(
        async () => await Scrape.OfAsync(service.Client) is { } scrape && condition(scrape) ? scrape : null, "a scrape");

    private Task<TestService> ConsumerAsync(TestService publisher) => feeds.ConsumerAsync(
        consumed, ("Meters:Interval", "00:00:00.1"), ($"services:{FeedHarness.Source}:http:0", publisher.App.Urls.First()));
}

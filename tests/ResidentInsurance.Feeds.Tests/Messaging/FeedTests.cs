using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;

namespace ResidentInsurance.Feeds.Tests;

public sealed class FeedTests(PostgresFixture postgres, RabbitMqFixture rabbit)
    : IClassFixture<PostgresFixture>, IClassFixture<RabbitMqFixture>
{
    private readonly FeedHarness feeds = new(postgres, rabbit.ConnectionString);
    private readonly FeedHarness.TestConsumer consumed = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_arrive_in_pages_and_positions_tell_of_it()
    {
        await using var consumer = await feeds.ConsumerAsync(consumed);
        await using var publisher = await feeds.PublisherAsync();
        await feeds.AppendAsync(publisher, 0, 1_200);

        await feeds.CaughtUpAsync(publisher, consumer);

        Assert.Equal(Enumerable.Range(0, 1_200), await feeds.SeenAsync(consumer));
        Assert.All(consumed.Tries, page => Assert.InRange(page.Items.Count, 0, 500));
        var positions = await feeds.PositionsAsync(publisher);
        Assert.Equal(positions.Head, positions.Published);
    }

    [Fact]
    public async Task What_is_published_before_its_consumer_ever_ran_is_not_lost()
    {
        await using var publisher = await feeds.PublisherAsync();
        await feeds.AppendAsync(publisher, 0, 700);
        await Eventually.True(async () => await feeds.PositionsAsync(publisher) is { Head: > 0 } p && p.Published == p.Head, "published");

        await using var consumer = await feeds.ConsumerAsync(consumed);
        await feeds.CaughtUpAsync(publisher, consumer);

        Assert.Equal(Enumerable.Range(0, 700), await feeds.SeenAsync(consumer));
    }

    [Fact]
    public async Task Of_two_publishers_one_publishes_and_the_other_takes_over()
    {
        await using var consumer = await feeds.ConsumerAsync(consumed);
        var first = await feeds.PublisherAsync(("Feeds:LookInterval", "00:00:00.2"));
        await Eventually.True(() => Publishes(first), "the first publishes");
        await using var second = await feeds.PublisherAsync(("Feeds:LookInterval", "00:00:00.2"));
        await feeds.AppendAsync(second, 0, 300);
        await feeds.CaughtUpAsync(second, consumer);
        Assert.False(Publishes(second));

        await first.DisposeAsync();
        await feeds.AppendAsync(second, 300, 300);
        await feeds.CaughtUpAsync(second, consumer);

        Assert.True(Publishes(second));
        Assert.Equal(Enumerable.Range(0, 600), await feeds.SeenAsync(consumer));
        Assert.Equal(600, consumed.Tries.Sum(page => page.Items.Count));
    }

    [Fact]
    public async Task A_publisher_whose_session_is_ended_fifty_times_is_followed_by_another_and_nothing_is_lost()
    {
        const int Rounds = 50;
        const int PerRound = 20;
        await using var consumer = await feeds.ConsumerAsync(consumed);
        await using var first = await feeds.PublisherAsync(("Feeds:LookInterval", "00:00:00.2"));
        await using var second = await feeds.PublisherAsync(("Feeds:LookInterval", "00:00:00.2"));
        var database = await feeds.DatabaseAsync(first);
        for (var round = 0; round < Rounds; round++)
        {
            await feeds.AppendAsync(round % 2 == 0 ? first : second, round * PerRound, PerRound / 2);
            await Eventually.True(() => EndSeatAsync(database), "the seat's session is ended");
            await feeds.AppendAsync(round % 2 == 0 ? second : first, (round * PerRound) + (PerRound / 2), PerRound / 2);
            await feeds.CaughtUpAsync(second, consumer, TimeSpan.FromSeconds(10));
        }

        Assert.Equal(Enumerable.Range(0, Rounds * PerRound), await feeds.SeenAsync(consumer));
        foreach (var (page, next) in consumed.Tries.Zip(consumed.Tries.Skip(1)))
        {
            Assert.True(next.After <= page.UpTo, "a page was published past one that is missing");
        }
    }

    // A seat that has just been taken from its holder is free for a moment: then there is nobody to end.
    private static async Task<bool> EndSeatAsync(CountyDatabase database)
    {
        await using var command = database.Source.CreateCommand(
            """
            select count(pg_terminate_backend(pid)) from pg_locks
            where locktype = 'advisory' and objid = 1717921124 and granted and pid <> pg_backend_pid()
                and database = (select oid from pg_database where datname = current_database())
            """);
        return (long)(await command.ExecuteScalarAsync(Ct))! > 0;
    }

    [Fact]
    public async Task A_process_without_the_seat_wakes_the_one_that_has_it()
    {
        await using var consumer = await feeds.ConsumerAsync(consumed);
        await using var first = await feeds.PublisherAsync(("Feeds:LookInterval", "01:00:00"));
        await Eventually.True(() => Publishes(first), "the first publishes");
        await using var second = await feeds.PublisherAsync(("Feeds:LookInterval", "01:00:00"));
        await feeds.DatabaseAsync(second);

        for (var round = 0; round < 20; round++)
        {
            await feeds.AppendAsync(second, round, 1);
            await feeds.CaughtUpAsync(second, consumer);
        }

        Assert.Equal(Enumerable.Range(0, 20), await feeds.SeenAsync(consumer));
    }

    [Fact]
    public async Task Sending_again_in_other_pages_changes_nothing()
    {
        await using var consumer = await feeds.ConsumerAsync(consumed);
        await using var publisher = await feeds.PublisherAsync();
        await feeds.AppendAsync(publisher, 0, 1_000);
        await feeds.CaughtUpAsync(publisher, consumer);
        var done = consumed.Done.Count;

        var answer = await publisher.As(new Actor("test", ActorRole.Service, ""))
            .PostAsync($"/internal/feed/resend?county={feeds.County}&from=0&items=7", null, Ct);

        var resent = await answer.Content.ReadFromJsonAsync<FeedResent>(ContractJson.Options, Ct);
        Assert.Equal((await feeds.PositionsAsync(publisher)).Published, resent!.UpTo);
        await Eventually.True(() => consumed.Done.Count >= done + 143, "143 more pages have taken effect");
        Assert.Equal(1_000, consumed.Done.Skip(done).Sum(page => page.Items.Count));
        Assert.Equal(1_000, (await feeds.SeenAsync(consumer)).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1_000_000)]
    public async Task Sending_again_ends_whatever_number_of_items_is_asked_for(int items)
    {
        await using var publisher = await feeds.PublisherAsync();
        await feeds.AppendAsync(publisher, 0, 10);
        await Eventually.True(async () => (await feeds.PositionsAsync(publisher)).Published >= 10, "all is published");

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var answer = await publisher.As(new Actor("test", ActorRole.Service, ""))
            .PostAsync($"/internal/feed/resend?county={feeds.County}&from=0&items={items}", null, limit.Token);

        var resent = await answer.Content.ReadFromJsonAsync<FeedResent>(ContractJson.Options, Ct);
        Assert.Equal((await feeds.PositionsAsync(publisher)).Published, resent!.UpTo);
    }

    [Fact]
    public async Task Sending_again_is_for_services_of_the_area_and_counties_that_are_here()
    {
        await using var publisher = await feeds.PublisherAsync();

        Assert.Equal(HttpStatusCode.Forbidden, await Resend(ActorRole.Operator, "", feeds.County));
        Assert.Equal(HttpStatusCode.Forbidden, await Resend(ActorRole.Service, "51", feeds.County));
        Assert.Equal(HttpStatusCode.NotFound, await Resend(ActorRole.Service, "", CountyCode.Parse("110101")));

        async Task<HttpStatusCode> Resend(ActorRole role, string area, CountyCode county) =>
            (await publisher.As(new Actor("test", role, area))
                .PostAsync($"/internal/feed/resend?county={county}&from=0", null, Ct)).StatusCode;
    }

    [Fact]
    public async Task A_service_that_starts_before_its_database_says_so_and_serves_when_it_is_there()
    {
        var role = $"{postgres.DatabasePrefix}late";
        await using var publisher = await feeds.PublisherAsync(
            ($"ConnectionStrings:postgres-{feeds.County}", $"{postgres.Server};Username={role};Password=late"));
        var client = publisher.As(new Actor("test", ActorRole.Service, ""));
        await AssertUnavailableAsync(await client.GetAsync($"/positions?county={feeds.County}", Ct));
        await AssertUnavailableAsync(await client.PostAsync($"/internal/feed/resend?county={feeds.County}&from=0", null, Ct));

        await postgres.ExecuteAsync($"create role {role} login createdb password 'late'");
        await feeds.DatabaseAsync(publisher);

        Assert.Equal(0, (await feeds.PositionsAsync(publisher)).Head);
        Assert.Equal(HttpStatusCode.OK,
            (await client.PostAsync($"/internal/feed/resend?county={feeds.County}&from=0", null, Ct)).StatusCode);

        async Task AssertUnavailableAsync(HttpResponseMessage answer)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
            Assert.Equal(("county-unavailable", $"{feeds.County} 的数据库尚未就绪，请稍后再试。"),
                (problem.GetProperty("code").GetString(), problem.GetProperty("detail").GetString()));
        }
    }

    [Fact]
    public async Task A_page_that_was_lost_is_asked_for()
    {
        await using var publisher = await feeds.PublisherAsync();
        var lost = 0;
        consumed.Before = _ => Interlocked.Increment(ref lost) > 1;
        await using var consumer = await feeds.ConsumerAsync(
            consumed, ("Feeds:GapAgeMin", "00:00:00.3"), ($"services:{FeedHarness.Source}:http:0", publisher.App.Urls.First()));

        await feeds.AppendAsync(publisher, 0, 400);
        await feeds.CaughtUpAsync(publisher, consumer);

        Assert.Equal(Enumerable.Range(0, 400), await feeds.SeenAsync(consumer));
        Assert.Contains(consumer.Log.All, line => line.Contains("is asked to send it again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_consumer_whose_database_is_gone_catches_up()
    {
        await using var publisher = await feeds.PublisherAsync();
        await using var consumer = await feeds.ConsumerAsync(
            consumed, ("Feeds:GapAgeMin", "00:00:00.3"), ($"services:{FeedHarness.Source}:http:0", publisher.App.Urls.First()));
        await feeds.AppendAsync(publisher, 0, 600);
        await feeds.CaughtUpAsync(publisher, consumer);

        await using (var forget = (await feeds.DatabaseAsync(consumer)).Source.CreateCommand("truncate seen, applied_range"))
        {
            await forget.ExecuteNonQueryAsync(Ct);
        }

        await feeds.CaughtUpAsync(publisher, consumer);

        Assert.Equal(Enumerable.Range(0, 600), await feeds.SeenAsync(consumer));
    }

    [Fact]
    public async Task An_item_that_cannot_be_read_costs_one_item()
    {
        await using var consumer = await feeds.ConsumerAsync(consumed);
        await using var publisher = await feeds.PublisherAsync();
        await feeds.AppendAsync(publisher, -1, 100);

        await feeds.CaughtUpAsync(publisher, consumer);

        Assert.Equal(Enumerable.Range(0, 99), await feeds.SeenAsync(consumer));
        var poison = Assert.Single(await (await feeds.DatabaseAsync(consumer)).Poison.ListAsync(0, 10, Ct));
        Assert.Equal("thing--000001", poison.Stream);
    }

    private static bool Publishes(TestService service) =>
        service.Log.All.Any(line => line.StartsWith("Publishing", StringComparison.Ordinal));
}

using JasperFx.Events;
using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;

namespace ResidentInsurance.Feeds.Tests;

internal sealed record Happened(int Number);

internal sealed record Seen(int Number);

/// <summary>Two services of one county on real servers: one that has events, one that wants them.</summary>
internal sealed class FeedHarness(PostgresFixture postgres, string messaging)
{
    public const string Source = ServiceNames.PaymentIngestion;
    public const string Consumer = ServiceNames.Enrollment;
    private const string ItemType = "seen";
    private const int LogTail = 20;
    private static int counties = 900_000;

    private static readonly EventHeaders Headers = new("test", "test");

    /// <summary>Every test has its own county, so its own databases and queues.</summary>
    public CountyCode County { get; } = CountyCode.Parse($"{Interlocked.Increment(ref counties)}");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task<TestService> PublisherAsync(params (string, string)[] configuration) =>
        TestService.StartAsync(
            builder =>
            {
                builder.AddCountyDatabases(postgres.DatabasePrefix + "source", new EventTypes().Add<Happened>("happened"));
                builder.AddFeeds(Source, feeds => feeds.Publish(ToItem));
            },
            app => app.MapFeeds(), Configuration(configuration));

    public Task<TestService> ConsumerAsync(TestConsumer consumer, params (string, string)[] configuration) =>
        TestService.StartAsync(
            builder =>
            {
                builder.AddCountyDatabases(
                    postgres.DatabasePrefix + "consumer", new EventTypes().Add<Happened>("happened"),
                    migrations: ["create table seen (event_id uuid primary key, number integer not null)"]);
                builder.AddFeeds(Consumer, feeds => feeds.Consume<TestConsumer>(Source));
                builder.Services.AddKeyedSingleton<IFeedConsumer>(Source, consumer);
            },
            app => app.MapFeeds(), Configuration(configuration));

    public async Task<CountyDatabase> DatabaseAsync(TestService service) =>
        await service.App.Services.GetRequiredService<CountyDatabases>().OpenedAsync(County, Ct);

    /// <summary>Appends these numbers, each to a stream of its own.</summary>
    public async Task AppendAsync(TestService service, int first, int count)
    {
        var database = await DatabaseAsync(service);
        foreach (var page in Enumerable.Range(first, count).Chunk(500))
        {
            var numbers = page.ToDictionary(number => $"thing-{number:000000}");
            await database.Pages.TransactAsync(
                [.. numbers.Keys], stream => [new NewEvent(new Happened(numbers[stream.Id]), Headers)], null, Ct);
        }
    }

    public async Task<FeedPositions> PositionsAsync(TestService service) =>
        (await service.As(new Actor("test", ActorRole.Service, ""))
            .GetFromJsonAsync<FeedPositions>($"/positions?county={County}", ContractJson.Options, Ct))!;

    /// <summary>Waits until the consumer has all that the publisher has.</summary>
    public async Task CaughtUpAsync(TestService publisher, TestService consumer, TimeSpan? limit = null)
    {
        await DatabaseAsync(publisher);
        await DatabaseAsync(consumer);
        var head = (await PositionsAsync(publisher)).Head;
        try
        {
            await Eventually.True(
                async () => (await PositionsAsync(consumer)).Applied[Source] >= head, $"applied position {head}", limit);
        }
        catch (Exception exception)
        {
            var applied = (await PositionsAsync(consumer)).Applied[Source];
            var published = (await PositionsAsync(publisher)).Published;
            Assert.Fail($"{exception.Message}, but {applied} of {published} published\npublisher: "
                + $"{string.Join("\n  ", publisher.Log.All.TakeLast(LogTail))}\nconsumer: "
                + string.Join("\n  ", consumer.Log.All.TakeLast(LogTail)));
        }
    }

    public async Task<IReadOnlyList<int>> SeenAsync(TestService consumer)
    {
        await using var command = (await DatabaseAsync(consumer)).Source.CreateCommand("select number from seen order by number");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var numbers = new List<int>();
        while (await reader.ReadAsync(Ct))
        {
            numbers.Add(reader.GetInt32(0));
        }

        return numbers;
    }

    private static FeedItem? ToItem(IEvent stored)
    {
        var number = ((Happened)stored.Data).Number;
        return new FeedItem(stored.Id, stored.StreamKey!, stored.Version, stored.Timestamp, ItemType,
            JsonSerializer.SerializeToElement(number < 0 ? (object)"not an object" : new Seen(number), ContractJson.Options));
    }

    private (string, string)[] Configuration((string, string)[] more) =>
    [
        ("ConnectionStrings:postgres", postgres.Server), ("ConnectionStrings:messaging", messaging),
        ("Counties", County.Value), .. more,
    ];

    /// <summary>Writes down what it sees, unless the test has it do something else first.</summary>
    internal sealed class TestConsumer : IFeedConsumer
    {
        public ConcurrentQueue<FeedPage> Tries { get; } = new();

        /// <summary>The pages that have taken effect.</summary>
        public ConcurrentQueue<FeedPage> Done { get; } = new();

        /// <summary>Before a page; throws, or returns false for a page that shall be lost.</summary>
        public Func<FeedPage, bool> Before { get; set; } = _ => true;

        public async Task HandleAsync(CountyDatabase database, FeedPage page, CancellationToken cancellationToken)
        {
            Tries.Enqueue(page);
            if (!Before(page))
            {
                return;
            }

            var (items, unreadable) = FeedItems.Read<Seen>(page, ItemType);
            await database.Pages.TransactAsync([], _ => [], work =>
            {
                work.Add("insert into seen select * from unnest($1, $2) order by 1 on conflict do nothing",
                    new NpgsqlParameter<Guid[]> { TypedValue = [.. items.Select(item => item.Item.EventId)] },
                    new NpgsqlParameter<int[]>
                    {
                        TypedValue = [.. items.Select(item => item.Body.Number)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer,
                    });
                foreach (var (item, cause) in unreadable)
                {
                    work.Poison(new PoisonItem(page.Source, item, cause));
                }

                work.AppliedRange(page.Source, page.After, page.UpTo);
            }, cancellationToken);
            Done.Enqueue(page);
        }
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RabbitMQ.Client;
using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Servers;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;

namespace ResidentInsurance.Feeds.Tests;

public sealed class FeedFaultTests(PostgresFixture postgres, RabbitMqFixture rabbit)
    : IClassFixture<PostgresFixture>, IClassFixture<RabbitMqFixture>
{
    private readonly FeedHarness feeds = new(postgres, rabbit.ConnectionString);
    private readonly FeedHarness.TestConsumer consumed = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Queue => $"{FeedHarness.Consumer}-{feeds.County}";

    [Fact]
    public async Task A_server_at_fault_is_waited_for()
    {
        var isDown = true;
        consumed.Before = _ => isDown ? throw Down() : true;
        await using var consumer = await feeds.ConsumerAsync(consumed);
        await using var publisher = await feeds.PublisherAsync();
        await feeds.AppendAsync(publisher, 0, 2_000);

        // More pages wait in the queue than are tried: the endpoint pauses.
        await Eventually.True(() => consumed.Tries.Count >= 6, "six tries");
        Assert.InRange(consumed.Tries.Select(page => page.After).Distinct().Count(), 1, 2);
        isDown = false;
        await feeds.CaughtUpAsync(publisher, consumer);

        Assert.Equal(2_000, (await feeds.SeenAsync(consumer)).Count);
        Assert.Equal(0, await MessagesAsync(Queue + "_error"));
    }

    [Fact]
    public async Task A_page_that_was_being_tried_when_the_service_stopped_stays_in_the_queue()
    {
        consumed.Before = _ => throw Down();
        await using var publisher = await feeds.PublisherAsync();
        await feeds.AppendAsync(publisher, 0, 100);
        await using (await feeds.ConsumerAsync(consumed))
        {
            await Eventually.True(() => consumed.Tries.Count >= 3, "three tries");
        }

        Assert.Equal(0, await MessagesAsync(Queue + "_error"));
        await using var consumer = await feeds.ConsumerAsync(new FeedHarness.TestConsumer());
        await feeds.CaughtUpAsync(publisher, consumer);
        Assert.Equal(100, (await feeds.SeenAsync(consumer)).Count);
    }

    [Fact]
    public async Task A_page_that_its_consumer_fails_on_goes_to_the_errors_and_the_others_on()
    {
        consumed.Before = page => page.After == 0 ? throw new InvalidOperationException("ours") : true;
        await using var consumer = await feeds.ConsumerAsync(consumed);
        await using var publisher = await feeds.PublisherAsync();
        await feeds.AppendAsync(publisher, 0, 600);

        await Eventually.True(async () => (await feeds.SeenAsync(consumer)).Count == 100, "the second page");
        await Eventually.True(async () => await MessagesAsync(Queue + "_error") == 1, "the first page among the errors");
        Assert.Equal(0, (await feeds.PositionsAsync(consumer)).Applied[FeedHarness.Source]);
    }

    [Fact]
    public async Task An_unreadable_envelope_goes_to_the_errors_with_a_line_in_the_log()
    {
        await using var consumer = await feeds.ConsumerAsync(consumed);
        await using var publisher = await feeds.PublisherAsync();
        await feeds.AppendAsync(publisher, 0, 10);
        await feeds.CaughtUpAsync(publisher, consumer);

        var factory = new ConnectionFactory { Uri = new Uri(rabbit.ConnectionString) };
        await using var connection = await factory.CreateConnectionAsync(Ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await channel.BasicPublishAsync($"{FeedHarness.Source}.{feeds.County}", "", "{not json"u8.ToArray(), Ct);
        await feeds.AppendAsync(publisher, 10, 10);
        await feeds.CaughtUpAsync(publisher, consumer);

        await Eventually.True(async () => await MessagesAsync(Queue + "_error") == 1, "the envelope among the errors");
        Assert.Contains(consumer.Log.All, line => line.Contains(Queue, StringComparison.Ordinal)
            && line.Contains("FAULT", StringComparison.Ordinal));
        Assert.Equal(20, (await feeds.SeenAsync(consumer)).Count);
    }

    [Fact]
    public async Task A_broker_that_is_killed_loses_nothing()
    {
        using var folder = new TestFolder();
        using var data = await DataFolder.OpenAsync(folder.Path, console: null);
        var settings = new RabbitMqSettings("messaging", "testing") { Management = false };
        var broker = await RabbitMqServer.StartAsync(data, settings, Ct);
        try
        {
            var mine = new FeedHarness(postgres, broker.ConnectionString);
            await using var consumer = await mine.ConsumerAsync(consumed);
            await using var publisher = await mine.PublisherAsync();
            await mine.AppendAsync(publisher, 0, 5_000);
            await Eventually.True(() => consumed.Tries.Count >= 2, "two pages");

            broker.Kill();
            await mine.AppendAsync(publisher, 5_000, 5_000);
            await broker.Process.Exited.WaitAsync(Ct);
            await broker.DisposeAsync();
            broker = await RabbitMqServer.StartAsync(data, settings, Ct);
            await mine.CaughtUpAsync(publisher, consumer, TimeSpan.FromMinutes(3));

            Assert.Equal(Enumerable.Range(0, 10_000), await mine.SeenAsync(consumer));
        }
        finally
        {
            await broker.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_bus_that_is_started_anew_goes_on()
    {
        await using var consumer = await feeds.ConsumerAsync(consumed);
        await using var publisher = await feeds.PublisherAsync();
        await feeds.AppendAsync(publisher, 0, 5_000);
        await Eventually.True(() => consumed.Tries.Count >= 2, "two pages");

        foreach (var service in new[] { consumer, publisher })
        {
            var bus = service.App.Services.GetRequiredService<IBusControl>();
            await bus.StopAsync(Ct);
            await bus.StartAsync(Ct);
        }

        await feeds.AppendAsync(publisher, 5_000, 1_000);
        await feeds.CaughtUpAsync(publisher, consumer, TimeSpan.FromMinutes(2));

        Assert.Equal(Enumerable.Range(0, 6_000), await feeds.SeenAsync(consumer));
    }

    private static PostgresException Down() => new PostgresException("terminating", "FATAL", "FATAL", "57P01");

    /// <summary>How many messages a queue has; 0 where it does not exist.</summary>
    private async Task<int> MessagesAsync(string queue)
    {
        using var answer = await rabbit.Management.GetAsync($"api/queues/{rabbit.VirtualHost}/{queue}", Ct);
        return answer.IsSuccessStatusCode
            && (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).TryGetProperty("messages", out var messages)
            ? messages.GetInt32()
            : 0;
    }
}

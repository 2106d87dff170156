using RabbitMQ.Client;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>Exchanges, queues and bindings. An exchange confirms what it throws away while no queue is bound to it:
/// so a publisher declares the queues of its consumers before it publishes, with the arguments that MassTransit
/// gives them when the consumer starts.</summary>
internal static class FeedTopology
{
    private static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum" };

    public static string Exchange(string source, CountyCode county) => $"{source}.{county}";

    public static string Queue(string consumer, CountyCode county) => $"{consumer}-{county}";

    /// <summary>All that pages of this source and county need to reach every consumer; as often as one likes.</summary>
    public static async Task DeclareAsync(IChannel channel, string source, CountyCode county, CancellationToken ct)
    {
        var exchange = Exchange(source, county);
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: ct);
        foreach (var (_, consumer) in ServiceNames.Feeds.Where(feed => feed.Source == source))
        {
            // MassTransit puts an exchange of the queue's name before each queue.
            var queue = Queue(consumer, county);
            await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, cancellationToken: ct);
            await channel.QueueDeclareAsync(
                queue, durable: true, exclusive: false, autoDelete: false, Quorum, cancellationToken: ct);
            await channel.QueueBindAsync(queue, queue, routingKey: "", cancellationToken: ct);
            await channel.ExchangeBindAsync(queue, exchange, routingKey: "", cancellationToken: ct);
        }
    }
}

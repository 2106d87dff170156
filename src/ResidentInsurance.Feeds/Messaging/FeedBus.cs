using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>Sends pages, each confirmed by the broker; waits while there is no broker.</summary>
internal sealed class FeedBus(
    IBus bus, IConfiguration configuration, [FromKeyedServices(Pipelines.BusSend)] ResiliencePipeline pipeline)
{
    /// <summary>Whether the last page did not get through.</summary>
    public bool IsFailing { get; private set; }

    public async Task DeclareAsync(string source, CountyCode county, CancellationToken ct)
    {
        var factory = new ConnectionFactory { Uri = Address(configuration) };
        await using var connection = await factory.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        await FeedTopology.DeclareAsync(channel, source, county, ct);
    }

    /// <summary>Returns when the broker has the page on disk; throws where no queue took it.</summary>
    public async Task SendAsync(FeedPage page, CancellationToken ct)
    {
        var exchange = new Uri($"exchange:{FeedTopology.Exchange(page.Source, page.County)}?type=fanout");
        var endpoint = await bus.GetSendEndpoint(exchange);
        IsFailing = true;
        await pipeline.ExecuteAsync(
            async token => await endpoint.Send(FeedPageMessage.Of(page), context => Require(context), token), ct);
        IsFailing = false;
    }

    /// <summary>How many pages wait in a consumer's queue, without those that a process has taken.</summary>
    public async Task<uint> WaitingAsync(string consumer, CountyCode county, CancellationToken ct)
    {
        var factory = new ConnectionFactory { Uri = Address(configuration) };
        await using var connection = await factory.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        return await channel.MessageCountAsync(FeedTopology.Queue(consumer, county), ct);
    }

    /// <summary>Whether the broker takes a new connection.</summary>
    public async Task<bool> IsBrokerUpAsync(CancellationToken ct)
    {
        try
        {
            var factory = new ConnectionFactory { Uri = Address(configuration) };
            await using var connection = await factory.CreateConnectionAsync(ct);
            return true;
        }
        catch (Exception fault) when (fault is RabbitMQClientException || ServerFaults.Is(fault))
        {
            return false;
        }
    }

    internal static Uri Address(IConfiguration configuration) =>
        configuration.GetConnectionString("messaging") is { Length: > 0 } address
            ? new Uri(address)
            : throw new InvalidOperationException("ConnectionStrings:messaging is not configured.");

    // Mandatory: a page that no queue takes comes back as a fault instead of a confirmation.
    private static void Require(SendContext context)
    {
        if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
        {
            rabbit.Mandatory = true;
        }
    }
}

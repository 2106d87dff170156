using System.Diagnostics.CodeAnalysis;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polly;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>Hands pages to the consumer of their source. While a server is at fault the page stays unacknowledged and
/// is tried again; as few pages are worked on at a time, the whole queue pauses by it.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Made by MassTransit")]
internal sealed class FeedPageConsumer(
    CountyDatabases counties, IServiceProvider services,
    [FromKeyedServices(Pipelines.ServerFaults)] ResiliencePipeline pipeline, ILogger<FeedPageConsumer> log)
    : IConsumer<FeedPageMessage>
{
    public async Task Consume(ConsumeContext<FeedPageMessage> context)
    {
        var page = context.Message.ToPage();
        if (services.GetKeyedService<IFeedConsumer>(page.Source) is not { } consumer)
        {
            log.LogWarning("A page of {Source} came for which there is no consumer", page.Source);
            return;
        }

        await pipeline.ExecuteAsync(
            async ct => await consumer.HandleAsync(await counties.OpenedAsync(page.County, ct), page, ct),
            context.CancellationToken);
        FeedMeters.Consumed(page);
    }
}

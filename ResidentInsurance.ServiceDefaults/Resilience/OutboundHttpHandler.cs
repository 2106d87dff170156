using Microsoft.Extensions.DependencyInjection;
using Polly;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>Sends requests through the outbound pipeline. All requests between services may be repeated.</summary>
internal sealed class OutboundHttpHandler(
    [FromKeyedServices(Pipelines.OutboundHttp)] ResiliencePipeline<HttpResponseMessage> pipeline) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A content can be sent only once unless it is buffered.
        if (request.Content is { } content)
        {
            await content.LoadIntoBufferAsync(cancellationToken);
        }

        return await pipeline.ExecuteAsync(
            async ct => await base.SendAsync(request, ct), cancellationToken);
    }
}

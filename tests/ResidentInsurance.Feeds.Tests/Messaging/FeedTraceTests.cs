using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Trace;
using ResidentInsurance.Testing;

namespace ResidentInsurance.Feeds.Tests;

public sealed class FeedTraceTests(PostgresFixture postgres, RabbitMqFixture rabbit)
    : IClassFixture<PostgresFixture>, IClassFixture<RabbitMqFixture>
{
    // Nobody listens there: that a collector is named is what turns traces on.
    private static readonly (string, string) Collector = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9");

    private readonly FeedHarness feeds = new(postgres, rabbit.ConnectionString);
    private readonly FeedHarness.TestConsumer consumed = new();
    private readonly Spans spans = new();

    [Fact]
    public async Task A_trace_goes_from_a_request_over_the_bus_to_the_consumers_statements()
    {
        TestService? started = null;
        await using var publisher = await feeds.PublisherAsync(
            builder => builder.Services.ConfigureOpenTelemetryTracerProvider(Add),
            app => app.MapPost("/things", async () =>
            {
                await feeds.AppendAsync(started!, 0, 1);
                return Results.Ok();
            }).AllowAnonymous(), Collector);
        started = publisher;
        await using var consumer = await feeds.ConsumerAsync(consumed, Collector);
        await feeds.DatabaseAsync(publisher);
        await feeds.DatabaseAsync(consumer);

        using var answer = await publisher.Client.PostAsync("/things", null, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        await feeds.CaughtUpAsync(publisher, consumer);

        var trace = Assert.Single(spans.All, span => span.DisplayName == "POST /things").TraceId;

        // The consumer's span ends after what it did.
        await Eventually.True(() => Of(trace).Exists(span => span.DisplayName.EndsWith(" process", StringComparison.Ordinal)), "the consumer's span");
        var found = Of(trace);
        var server = Assert.Single(found, span => span.Kind == ActivityKind.Server);
        Assert.Equal("/things", server.GetTagItem("http.route"));
        var page = Assert.Single(found, span => span.DisplayName == $"publish {FeedHarness.Source}");
        Assert.Equal(server.SpanId, page.ParentSpanId);
        Assert.Contains(found, span => span.Kind == ActivityKind.Producer && IsBelow(span, page));
        var consuming = Assert.Single(found, span => span.DisplayName.EndsWith(" process", StringComparison.Ordinal));
        Assert.Contains(found, span => span.Source.Name == "Npgsql" && IsBelow(span, server) && !IsBelow(span, page));
        Assert.True(IsBelow(consuming, page));
        Assert.Contains(found, span => span.Source.Name == "Npgsql" && IsBelow(span, consuming));

        bool IsBelow(Activity span, Activity above) => span.ParentSpanId == above.SpanId
            || (found.Find(other => other.SpanId == span.ParentSpanId) is { } parent && IsBelow(parent, above));
    }

    // Both services are in this process: one provider sees the spans of both.
    private void Add(TracerProviderBuilder tracing) => tracing.AddProcessor(new SimpleActivityExportProcessor(spans));

    private List<Activity> Of(ActivityTraceId trace) => [.. spans.All.Where(span => span.TraceId == trace)];

    /// <summary>Keeps what ended.</summary>
    private sealed class Spans : BaseExporter<Activity>
    {
        public ConcurrentQueue<Activity> All { get; } = new();

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
            {
                All.Enqueue(span);
            }

            return ExportResult.Success;
        }
    }
}

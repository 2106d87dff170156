using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>How far the feeds of a service have come in each county: what is published, what is applied, what is behind
/// and what was left out.</summary>
internal sealed class FeedGauges : BackgroundService
{
    // The client itself would try for two minutes, and what is known here would wait with it.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);

    private readonly CountyDatabases counties;
    private readonly FeedRegistration feeds;
    private readonly CountyReadings<Figures> readings;
    private readonly IHttpClientFactory clients;
    private readonly TimeProvider clock;
    private readonly ILogger<FeedGauges> log;
    private readonly ConcurrentDictionary<(CountyCode County, string Source), FeedLag> lags = new();
    private readonly ConcurrentDictionary<(CountyCode County, string Source), long> heads = new();

    public FeedGauges(
        CountyDatabases counties, FeedRegistration feeds, CountyReadings<Figures> readings, IHttpClientFactory clients,
        IMeterFactory meters, TimeProvider clock, ILogger<FeedGauges> log)
    {
        this.counties = counties;
        this.feeds = feeds;
        this.readings = readings;
        this.clients = clients;
        this.clock = clock;
        this.log = log;
        var meter = meters.Create(FeedMeters.Name);
        meter.CreateObservableGauge("resident_insurance.feed.head.position", () => Own(figures => figures.Head),
            "{event}", "Position of the last event stored here");
        meter.CreateObservableGauge("resident_insurance.feed.published.position", () => Own(figures => figures.Published),
            "{event}", "Position up to which this service's feed is published and confirmed");
        meter.CreateObservableGauge("resident_insurance.feed.unpublished.events", () => Own(figures => figures.Head - figures.Published),
            "{event}", "Events that are stored and not published yet");
        meter.CreateObservableGauge("resident_insurance.feed.unpublished.age", () => Own(figures => figures.UnpublishedSeconds),
            "s", "Age of the oldest event that is not published yet");
        meter.CreateObservableGauge("resident_insurance.feed.applied.position", () => BySource(figures => figures.Applied),
            "{event}", "Position up to which a source's feed has taken effect here");
        meter.CreateObservableGauge("resident_insurance.feed.lag.events", () => BySource(figures => figures.LagEvents),
            "{event}", "Events of a source that have not taken effect here");
        meter.CreateObservableGauge("resident_insurance.feed.lag", () => BySource(figures => figures.LagSeconds),
            "s", "How long this service has been behind a source");
        meter.CreateObservableGauge("resident_insurance.poison.items", () => BySource(figures => figures.Poison),
            "{item}", "Items of a source that could not be read or decided and wait for a person");
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        FeedMeters.Begin(feeds, counties.Counties);
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => readings.RunAsync(ReadAsync, stoppingToken);

    private async Task<Figures> ReadAsync(CountyDatabase database, CancellationToken ct)
    {
        var published = await PublisherSeat.PublishedAsync(database, ct);
        var (head, oldest) = await HeadAsync(database, published, ct);
        var sources = new Dictionary<string, SourceFigures>();
        foreach (var source in feeds.Sources)
        {
            // The source first: what it appends meanwhile is no lag.
            var sourceHead = await SourceHeadAsync(database.County, source, ct);
            var applied = await database.Applied.PositionAsync(source, ct);
            var (events, seconds) = lags.GetOrAdd((database.County, source), _ => new FeedLag())
                .Look(sourceHead, applied, clock.GetUtcNow());
            sources[source] = new SourceFigures(applied, events, seconds, Poison: 0);
        }

        // Last, so that an item of what is applied is counted.
        foreach (var (source, poison) in await PoisonAsync(database, ct))
        {
            if (sources.TryGetValue(source, out var figures))
            {
                sources[source] = figures with { Poison = poison };
            }
        }

        var age = oldest is { } since ? Math.Max(0, (clock.GetUtcNow() - since).TotalSeconds) : 0;
        return new Figures(Math.Max(head, published), published, age, sources);
    }

    // A source that does not answer is where it was when it last did.
    private async Task<long> SourceHeadAsync(CountyCode county, string source, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(LongestAnswer);
        try
        {
            using var client = clients.CreateClient(source);
            var positions = await client.GetFromJsonAsync<FeedPositions>(
                $"/positions?county={county}", ContractJson.Options, limit.Token);
            heads[(county, source)] = positions?.Head ?? 0;
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            log.LogDebug("{Source} could not be asked how far it is in {County}: {Fault}", source, county, ServerFaults.Name(fault));
        }

        return heads.GetValueOrDefault((county, source));
    }

    private static async Task<(long Head, DateTimeOffset? Oldest)> HeadAsync(
        CountyDatabase database, long published, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand(
            """
            select (select coalesce(max(seq_id), 0) from mt_events),
                (select timestamp from mt_events where seq_id > $1 order by seq_id limit 1)
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = published });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), await reader.IsDBNullAsync(1, ct) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }

    private static async Task<Dictionary<string, long>> PoisonAsync(CountyDatabase database, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand("select source, count(*) from poison_item group by source");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new Dictionary<string, long>();
        while (await reader.ReadAsync(ct))
        {
            counts[reader.GetString(0)] = reader.GetInt64(1);
        }

        return counts;
    }

    private IEnumerable<Measurement<T>> Own<T>(Func<Figures, T> value)
        where T : struct =>
        readings.All.Select(county => new Measurement<T>(
            value(county.Value), new("source", feeds.Service), new("county", county.Key.Value)));

    private IEnumerable<Measurement<T>> BySource<T>(Func<SourceFigures, T> value)
        where T : struct =>
        readings.All.SelectMany(county => county.Value.Sources.Select(source => new Measurement<T>(
            value(source.Value), new("source", source.Key), new("county", county.Key.Value))));

    /// <summary>A county's feeds at one look.</summary>
    internal sealed record Figures(
        long Head, long Published, double UnpublishedSeconds, IReadOnlyDictionary<string, SourceFigures> Sources);

    /// <summary>One source's feed.</summary>
    internal sealed record SourceFigures(long Applied, long LagEvents, double LagSeconds, long Poison);
}

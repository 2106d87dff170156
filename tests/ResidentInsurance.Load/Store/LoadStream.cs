using System.Globalization;
using Npgsql;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.Load.Store;

/// <summary>The state of streams of two events, one and many in a call, beside the bare query with deserialising. Calls
/// are made one after the other: what one of them takes is what counts.</summary>
internal static class LoadStream
{
    private const int Streams = 100_000;
    private const double TimesTheQuery = 1.4;

    public static Scenario One { get; } = new(
        "load-stream", "the state of a stream of two events", "µs (p50)", Basis.Latency, [Goal.Times(TimesTheQuery)],
        (bench, cancellation) => MeasureAsync(bench, streamsPerCall: 1, calls: 5_000, cancellation));

    public static Scenario Many { get; } = new(
        "load-stream-500", "the states of 500 such streams in one call", "µs (p50)", Basis.Latency, [Goal.Times(TimesTheQuery)],
        (bench, cancellation) => MeasureAsync(bench, streamsPerCall: 500, calls: 100, cancellation));

    private static async Task<Measured> MeasureAsync(Bench bench, int streamsPerCall, int calls, CancellationToken cancellation)
    {
        var postgres = await bench.PostgresAsync(cancellation);
        await using var database = await postgres.OpenAsync("load-stream", Account.Types, [], [], cancellation);
        var streams = bench.Scaled(Streams);
        if (await database.Feed.HeadAsync(cancellation) == 0)
        {
            await AppendPages.AppendAsync(database, streams, Account.Events, cancellation);
        }

        var latencies = new List<double>();
        var measured = await bench.AlternateAsync(
            Calling(ids => ids.Length == 1 ? StateAsync(database, ids[0], cancellation) : StatesAsync(database, ids, cancellation), latencies),
            Calling(ids => QueryAsync(database, ids, cancellation), []));
        return measured with
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"p99 {new Latencies(latencies).Percentile(0.99):N0} µs"),
        };

        Step Calling(Func<string[], Task<int>> call, List<double> all) => new(async () =>
        {
            var micros = new List<double>(calls);
            for (var i = 0; i < calls; i++)
            {
                // Steps without a common factor: other streams each time, and every round the same.
                var ids = Enumerable.Range(0, streamsPerCall)
                    .Select(n => Account.Stream((int)((i * 7_919L + n * 104_729L) % streams))).Distinct().ToArray();
                var start = TimeProvider.System.GetTimestamp();
                var events = await call(ids);
                micros.Add(TimeProvider.System.GetElapsedTime(start).TotalMicroseconds);
                if (events != 2 * ids.Length)
                {
                    throw new InvalidOperationException($"{ids.Length} streams have {events} events.");
                }
            }

            all.AddRange(micros);
            return new Done(calls, new Latencies(micros).Percentile(0.5));
        });
    }

    private static async Task<int> StateAsync(CountyDatabase database, string id, CancellationToken cancellation)
    {
        var stream = await database.Pages.ReadAsync(id, cancellation);
        return Account.Of(stream) is { Balance: > 0 } ? stream.Events.Count : 0;
    }

    private static async Task<int> StatesAsync(CountyDatabase database, string[] ids, CancellationToken cancellation)
    {
        var streams = await database.Pages.ReadAsync(ids, cancellation);
        return streams.Values.Sum(stream => Account.Of(stream) is { Balance: > 0 } ? stream.Events.Count : 0);
    }

    private static async Task<int> QueryAsync(CountyDatabase database, string[] ids, CancellationToken cancellation)
    {
        await using var command = database.Source.CreateCommand(ids.Length == 1
            ? "select type, data from mt_events where stream_id = $1 order by version"
            : "select type, data from mt_events where stream_id = any ($1) order by stream_id, version");
        command.Parameters.Add(ids.Length == 1 ? new NpgsqlParameter<string> { TypedValue = ids[0] } : new NpgsqlParameter<string[]> { TypedValue = ids });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var events = 0;
        while (await reader.ReadAsync(cancellation))
        {
            events += Account.Types.Deserialize(reader.GetString(0), reader.GetFieldValue<byte[]>(1)) is not null ? 1 : 0;
        }

        return events;
    }
}

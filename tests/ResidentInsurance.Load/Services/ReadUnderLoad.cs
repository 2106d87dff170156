using System.Globalization;
using System.Net.Http.Json;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Load.Services;

/// <summary>Coverage lookups over HTTP while the tax feed of the same county comes in, at a share of the rate that the system
/// reaches in this run at most; a county of its own each time. The reference is the same lookups while nothing else happens.
/// Processor time a lookup has the payments in it.</summary>
internal static class ReadUnderLoad
{
    private const int Persons = 108_000; // somewhat more than 100,000 rows in their tax feed
    private const int LookupsPerSecond = 500;
    private const int IdleLookups = 15_000;
    private const double ShareOfMaximum = 0.6;
    private const double ShareMostOff = 0.05; // what comes to less or more is another load than the table's
    private const int CountiesBeforeRounds = 3;

    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(20);

    public static Scenario Scenario { get; } = new(
        "read-under-load", "500 lookups a second while payments come in at 60 % of the most", "µs (p99)", Basis.Latency,
        [Goal.Latency(Most)], MeasureAsync);

    private static async Task<Measured> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var area = new AreaFiles(Path.Combine(bench.Folder, "area"), bench.Scaled(Persons));
        var residents = area.Residents();
        await using var installation = await bench.InstallAsync(CountiesBeforeRounds + bench.RoundCount + 1, cancellation);
        using var enrollment = installation.Client(ServiceNames.Enrollment);
        using var feed = new CountyFeed(installation, area, cancellation);

        _ = await TogetherAsync(await feed.WholeAsync()); // to warm up, services and client
        await feed.CheckAsync();
        var maximum = await feed.RateAsync(await feed.WholeAsync());
        await feed.CheckAsync();
        var (atMaximum, rateAtMaximum) = await TogetherAsync(await feed.WholeAsync());
        await feed.CheckAsync();

        var spent = new ProcessShares(installation);
        var lookups = bench.Scaled(IdleLookups);
        var (loaded, idle, rates) = (new List<Latencies>(), new List<Latencies>(), new List<double>());
        Func<Task> parts = () => Task.CompletedTask;
        var measured = await bench.AlternateAsync(
            new Step(
                async () => parts = await feed.InPartsAsync(maximum * ShareOfMaximum),
                async () =>
                {
                    var (latencies, rate) = await TogetherAsync(parts);
                    rates.Add(rate);
                    loaded.Add(latencies);
                    return Told(latencies);
                },
                feed.CheckAsync),
            new Step(async () =>
            {
                await spent.OfAsync(lookups, async () => idle.Add(await LookUpAsync(asked => asked < lookups)));
                return Told(idle[^1]);
            }));
        var counted = rates.Skip(1).Average();
        var share = counted / maximum;
        return measured with
        {
            Note = string.Create(CultureInfo.InvariantCulture,
                $"no lookup failed; idle {Latencies.Of(idle.Skip(1))}; with {counted:N0} payments/s, {share:P0} of {maximum:N0}, "
                + $"{Latencies.Of(loaded.Skip(1))}; with as many as came beside them, {rateAtMaximum:N0} payments/s, {atMaximum}; idle {spent}"),
            PeakBytes = spent.PeakBytes,
            NotJudged = Math.Abs(share - ShareOfMaximum) <= ShareMostOff ? null
                : string.Create(CultureInfo.InvariantCulture, $"{share:P0} of the maximum"),
        };

        // Lookups until the feed's last effect can be seen.
        async Task<(Latencies Latencies, double Rate)> TogetherAsync(Func<Task> send)
        {
            var rate = feed.RateAsync(send);
            return (await LookUpAsync(_ => !rate.IsCompleted), await rate);
        }

        Task<Latencies> LookUpAsync(Func<int, bool> goesOn) => OpenLoop.RunAsync(LookupsPerSecond, AskAsync, goesOn, cancellation);

        async Task AskAsync(int number)
        {
            // Steps without a common factor: everybody in turn, neighbours far apart.
            var resident = residents[(int)(number * 7_919L % residents.Count)];
            using var answer = await enrollment.PostAsJsonAsync(
                $"/campaigns/{feed.Campaign}/lookup", new { idNumber = resident }, cancellation);
            answer.EnsureSuccessStatusCode();
        }

        static Done Told(Latencies latencies) => new(latencies.Count, latencies.Percentile(0.99));
    }
}

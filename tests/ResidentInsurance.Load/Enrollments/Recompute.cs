using ResidentInsurance.Enrollment;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Load.Enrollments;

/// <summary>A corrected pack over the events of all enrollments, differences listed: what <c>ri pack impact</c> asks for.
/// The reference reads and deserialises the same events.</summary>
internal static class Recompute
{
    private const int EnrollmentsInAMinute = 500_000;

    // The subsidy of a category is raised by 8 yuan.
    private const string Stands = "low: 342 yuan";
    private const string Corrected = "low: 350 yuan";

    public static Scenario Scenario { get; } = new(
        "recompute", "a changed pack over all enrollments' events", "enrollments/s", Basis.Processor,
        [Goal.Ratio(0.4), Goal.RateByClock(EnrollmentsInAMinute / 60.0)], MeasureAsync);

    private static async Task<Measured> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var county = await bench.EnrollmentAsync(cancellation);
        var pack = await PackAsync(cancellation);
        var result = await ImpactAsync();
        var events = await Tables.ScalarAsync(county.Database, "select count(*) from mt_events", cancellation);
        var measured = await bench.AlternateAsync(
            new Step(async () =>
            {
                if (await ImpactAsync() != result)
                {
                    throw new InvalidOperationException("The same events had other differences.");
                }

                return (long)result.Compared;
            }),
            new Step(async () =>
            {
                await BareScan.RunAsync(county.Database, EnrollmentEvents.Types, events, cancellation);
                return (long)result.Compared;
            }));
        return measured with { Note = $"{result.Compared:N0} compared, {result.Different:N0} different, {events:N0} events" };

        async Task<ImpactResult> ImpactAsync()
        {
            var different = 0;
            await foreach (var line in PackImpact.ReadAsync(county.Database, EnrollmentCounty.Packs, pack, version: null, cancellation))
            {
                different += line.Difference is null ? 0 : 1;
                if (line.Result is { } end && end.Different == different && different > 0)
                {
                    return end;
                }
            }

            throw new InvalidOperationException("The differences were not all listed, or there were none.");
        }
    }

    private static async Task<CompiledPack> PackAsync(CancellationToken cancellation)
    {
        var text = await File.ReadAllTextAsync(EnrollmentCounty.PackFile, cancellation);
        var corrected = text.Replace(Stands, Corrected, StringComparison.Ordinal)
            .Replace($"version: {EnrollmentCounty.Pack.Version}\n", $"version: {EnrollmentCounty.Pack.Version + 1}\n", StringComparison.Ordinal);
        return PackLibrary.Parse(EnrollmentCounty.Campaign + ".yaml", corrected);
    }
}

using ResidentInsurance.Contracts;

namespace ResidentInsurance.Load.Services;

/// <summary>The register and the rosters of a county through <c>ri send</c> and the running services, until every effect
/// can be seen; a county that is empty each time. The reference is COPY of the events that this came to.</summary>
internal static class Import
{
    private const int Persons = 500_000; // among them some 60,000 certifications
    private const int RowsPerSecond = 15_000;

    private static readonly string[] Files = ["residents", "identities"];
    private static readonly string[] Stores = [ServiceNames.Enrollment, ServiceNames.SubsidyEligibility];

    public static Scenario Scenario { get; } = new(
        "import", "a county's residents and identities through the services", "rows/s", Basis.Clock, [Goal.Rate(RowsPerSecond)], MeasureAsync);

    private static async Task<Measured> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var postgres = await bench.PostgresAsync(cancellation);
        await using var installation = await bench.InstallAsync(bench.RoundCount + 1, cancellation);
        var area = new AreaFiles(Path.Combine(postgres.Folder, "area"), bench.Scaled(Persons));
        var rows = Files.Sum(area.Rows);
        await using var reference = await StoreCopies.OpenAsync(postgres, Stores, cancellation);
        var (county, spent) = (0, new ProcessShares(installation));
        IReadOnlyList<string> files = [];
        var measured = await bench.AlternateAsync(
            new Step(
                () =>
                {
                    files = area.For(++county, Files);
                    return Task.CompletedTask;
                },
                async () =>
                {
                    await spent.OfAsync(rows, () => installation.RiAsync(
                        ["send", "--campaign", Installation.Campaign(county), .. files, "--wait"], _ => { }, cancellation));
                    return (long)rows;
                },
                () => county == 1 ? reference.ReadAsync(service => installation.Database(service, county), cancellation) : Task.CompletedTask),
            new Step(
                () => reference.EmptyAsync(cancellation),
                async () =>
                {
                    await reference.WriteAsync(cancellation);
                    return (long)rows;
                },
                () => Task.CompletedTask));
        return measured with { Note = $"{rows:N0} rows; {spent}", PeakBytes = spent.PeakBytes };
    }
}

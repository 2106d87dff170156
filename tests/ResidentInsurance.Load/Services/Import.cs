using ResidentInsurance.Contracts;

namespace ResidentInsurance.Load.Services;

/// <summary>The register and the rosters of a county through <c>ri send</c> and the running services, until every effect
/// can be seen; a county that is empty each time. The reference is COPY of the events that this came to.</summary>
internal static class Import
{
    private const int Persons = 500_000; // among them some 60,000 certifications

    private static readonly string[] Files = ["residents", "identities"];
    private static readonly string[] Stores = [ServiceNames.Enrollment, ServiceNames.SubsidyEligibility];

    public static Scenario Scenario { get; } = new(
        "import", "a county's residents and identities through the services", "rows/s", Basis.Clock, [Goal.CpuTimes(6.5)], MeasureAsync);

    private static async Task<Measured> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var postgres = await bench.PostgresAsync(cancellation);
        await using var installation = await bench.InstallAsync(bench.RoundCount + 1, cancellation);
        var area = new AreaFiles(Path.Combine(bench.Folder, "area"), bench.Scaled(Persons));
        var (residents, certifications, rows) = (area.Rows("residents"), area.Certifications(), Files.Sum(area.Rows));
        await using var reference = await StoreCopies.OpenAsync(postgres, bench.Folder, Stores, cancellation);
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
                async () =>
                {
                    await CheckAsync();
                    if (county == 1)
                    {
                        await reference.ReadAsync(service => installation.Database(service, county), cancellation);
                    }
                }),
            new Step(
                () => reference.EmptyAsync(cancellation),
                async () =>
                {
                    await reference.WriteAsync(cancellation);
                    return (long)rows;
                },
                () => reference.CheckAsync(cancellation)));
        return measured with
        {
            Note = $"{residents:N0} residents and {certifications:N0} certifications in {rows:N0} rows; {spent}",
            PeakBytes = spent.PeakBytes,
        };

        // Everybody is registered, every certification is made, and enrollment knows of it.
        async Task CheckAsync()
        {
            await using var enrollment = installation.Database(ServiceNames.Enrollment, county);
            await using var eligibility = installation.Database(ServiceNames.SubsidyEligibility, county);
            await Tables.CheckAsync(enrollment, "select count(*) from resident", residents, cancellation);
            await Tables.CheckAsync(eligibility, "select count(*) from certified_identity", certifications, cancellation);
            await Tables.CheckAsync(enrollment,
                "select count(distinct data->>'Record') from mt_events where type = 'identity_recorded'", certifications, cancellation);
        }
    }
}

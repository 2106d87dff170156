using ResidentInsurance.Enrollment;

namespace ResidentInsurance.Load.Enrollments;

/// <summary>The coverage projection computed anew from all events. The reference reads and deserialises the same events,
/// then copies the same rows.</summary>
internal static class Rebuild
{
    private const string Table = "coverage";

    public static Scenario Scenario { get; } = new(
        "rebuild", "the coverage projection from all events", "rows/s", Basis.Processor, [Goal.Ratio(0.4)], MeasureAsync);

    private static async Task<Measured> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var county = await bench.EnrollmentAsync(cancellation);
        var database = county.Database;
        var rows = await Tables.ScalarAsync(database, $"select count(*) from {Table}", cancellation);
        var inline = await Tables.FingerprintAsync(database, Table, cancellation);
        var copied = new CopiedRows(county.Folder, [Table]);
        await copied.ReadAsync(database.Source, cancellation);
        var events = await Tables.ScalarAsync(database, "select count(*) from mt_events", cancellation);
        var head = await Tables.ScalarAsync(database, "select max(seq_id) from mt_events", cancellation);
        var read = 0L;
        var measured = await bench.AlternateAsync(
            new Step(
                () => Task.CompletedTask,
                async () =>
                {
                    read = await database.Rebuilds.RunAsync(CoverageRow.Projection.Name, cancellation);
                    return rows;
                },
                async () =>
                {
                    if (read != head)
                    {
                        throw new InvalidOperationException($"The rebuild reached {read} instead of {head}.");
                    }

                    if (await Tables.FingerprintAsync(database, Table, cancellation) != inline)
                    {
                        throw new InvalidOperationException("The rebuilt rows are not those that were written with the events.");
                    }
                }),
            new Step(
                () => Tables.EmptyAsync(database, [Table], cancellation),
                async () =>
                {
                    await BareScan.RunAsync(database, EnrollmentEvents.Types, events, cancellation);
                    await copied.WriteAsync(database.Source, cancellation);
                    return rows;
                },
                () => Tables.CheckCountAsync(database, Table, rows, cancellation)));
        return measured with { Note = $"{rows:N0} rows from {events:N0} events" };
    }
}

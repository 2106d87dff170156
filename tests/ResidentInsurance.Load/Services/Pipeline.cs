using ResidentInsurance.Contracts;
using ResidentInsurance.Load.Store;

namespace ResidentInsurance.Load.Services;

/// <summary>A tax feed file for registered residents, from <c>ri send</c>'s first byte through all services to the last
/// village count; a county of its own each time. The reference is COPY of three events of 280 bytes a payment: one into
/// payment-ingestion's tables, two into enrollment's.</summary>
internal static class Pipeline
{
    private const int Persons = 540_000; // somewhat more than 500,000 rows in their tax feed
    private const long BytesPerService = 450_000_000;

    public static Scenario Scenario { get; } = new(
        "pipeline", "a tax feed file through all services to the village counts", "payments/s", Basis.Clock,
        [Goal.CpuTimes(8), Goal.Peak(BytesPerService)], MeasureAsync);

    private static async Task<Measured> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var postgres = await bench.PostgresAsync(cancellation);
        var area = new AreaFiles(Path.Combine(bench.Folder, "area"), bench.Scaled(Persons));
        await using var payments = await postgres.OpenAsync("pipeline-payments", Account.Types, [], [], cancellation);
        await using var enrollment = await postgres.OpenAsync("pipeline-enrollment", Account.Types, [], [], cancellation);
        await AppendPages.AppendAsync(payments, area.Payments, number => [Account.PaidIn(number)], cancellation);
        await AppendPages.AppendAsync(enrollment, area.Payments, Account.Events, cancellation);
        await using var reference = await StoreCopies.OpenAsync(
            postgres, bench.Folder, [ServiceNames.PaymentIngestion, ServiceNames.Enrollment], cancellation);
        await reference.ReadAsync(service => service == ServiceNames.Enrollment ? enrollment.Source : payments.Source, cancellation);

        await using var installation = await bench.InstallAsync(bench.RoundCount + 1, cancellation);
        var (county, spent) = (0, new ProcessShares(installation));
        IReadOnlyList<string> feed = [];
        var measured = await bench.AlternateAsync(
            new Step(
                async () =>
                {
                    await SendAsync(area.For(++county, AreaFiles.BeforePayments));
                    feed = area.For(county, "payments");
                },
                async () =>
                {
                    await spent.OfAsync(area.Payments, () => SendAsync(feed));
                    return (long)area.Payments;
                },
                () => area.CheckAsync(installation, county, cancellation)),
            new Step(
                () => reference.EmptyAsync(cancellation),
                async () =>
                {
                    await reference.WriteAsync(cancellation);
                    return (long)area.Payments;
                },
                () => reference.CheckAsync(cancellation)));
        return measured with
        {
            Note = $"{area.Payments:N0} rows, each round's persons and villages compared; {spent}",
            PeakBytes = spent.PeakBytes,
        };

        Task SendAsync(IReadOnlyList<string> files) => installation.RiAsync(
            ["send", "--campaign", Installation.Campaign(county), .. files, "--wait"], _ => { }, cancellation);
    }
}

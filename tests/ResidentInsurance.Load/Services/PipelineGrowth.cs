namespace ResidentInsurance.Load.Services;

/// <summary>Payments into a county that holds many, on warm services; the reference is as many into a county that holds
/// none and has their payers registered. The first county grows on from round to round.</summary>
internal static class PipelineGrowth
{
    private const int Held = 450_000;
    private const int Sent = 50_000;
    private const double PersonsPerPayment = 1.08;
    private const double LeastOfEmpty = 0.85;
    private const int Grown = 1;

    public static Scenario Scenario { get; } = new(
        "pipeline-growth", "payments into a county that holds many, beside an empty one", "payments/s", Basis.Clock,
        [Goal.Ratio(LeastOfEmpty)], MeasureAsync);

    private static async Task<Measured> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var postgres = await bench.PostgresAsync(cancellation);
        var (held, sent, rounds) = (bench.Scaled(Held), bench.Scaled(Sent), bench.RoundCount + 1);
        var area = new AreaFiles(
            Path.Combine(postgres.Folder, "area"), (int)((held + (rounds * sent)) * PersonsPerPayment));
        await using var installation = await bench.InstallAsync(Grown + rounds, cancellation);
        await SendAsync(Grown, area.For(Grown, AreaFiles.BeforePayments));
        await SendAsync(Grown, [area.PaymentsFor(Grown, 0, held)]);

        var (round, empty) = (-1, Grown);
        IReadOnlyList<string> feed = [];
        return await bench.AlternateAsync(
            new Step(
                () =>
                {
                    feed = [area.PaymentsFor(Grown, held + (++round * sent), sent)];
                    return Task.CompletedTask;
                },
                () => TimedAsync(Grown),
                () => Task.CompletedTask),
            new Step(
                async () =>
                {
                    feed = [area.PaymentsFor(++empty, held + (round * sent), sent)];
                    await SendAsync(empty, [area.PayersFor(empty, feed[0])]);
                },
                () => TimedAsync(empty),
                () => Task.CompletedTask)) with
        {
            Note = $"{held:N0} held, {sent:N0} more each round",
        };

        async Task<Done> TimedAsync(int county)
        {
            await SendAsync(county, feed);
            return sent;
        }

        Task SendAsync(int county, IReadOnlyList<string> files) => installation.RiAsync(
            ["send", "--campaign", Installation.Campaign(county), .. files, "--wait"], _ => { }, cancellation);
    }
}

namespace ResidentInsurance.Load.Services;

/// <summary>Payments into a county that holds many, on warm services; the reference is as many into a county that holds
/// none and has their payers registered. The first county grows on from round to round, and gets the rest of its feed
/// at the end, so that all of it can be compared.</summary>
internal static class PipelineGrowth
{
    private const int Held = 450_000;
    private const int Sent = 50_000;
    private const double PersonsPerPayment = 1.1; // 1.08 would just do: the feed has to last for all rounds
    private const double LeastOfEmpty = 0.85;
    private const int Grown = 1;

    public static Scenario Scenario { get; } = new(
        "pipeline-growth", "payments into a county that holds many, beside an empty one", "payments/s", Basis.Clock,
        [Goal.Ratio(LeastOfEmpty)], MeasureAsync);

    private static async Task<Measured> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var (held, sent, rounds) = (bench.Scaled(Held), bench.Scaled(Sent), bench.RoundCount + 1);
        var area = new AreaFiles(
            Path.Combine(bench.Folder, "area"), (int)((held + (rounds * sent)) * PersonsPerPayment));
        var rest = area.Payments - held - (rounds * sent);
        if (rest < 0)
        {
            throw new InvalidOperationException($"A feed of {area.Payments:N0} rows does not last for {rounds} rounds.");
        }

        await using var installation = await bench.InstallAsync(Grown + rounds, cancellation);
        await SendAsync(Grown, area.For(Grown, AreaFiles.BeforePayments));
        var grown = new FeedTotals();
        await SendPartAsync(Grown, area.PaymentsFor(Grown, 0, held), grown);
        await grown.CheckAsync(installation, Grown, cancellation);

        var (round, empty, part) = (-1, Grown, "");
        var measured = await bench.AlternateAsync(
            new Step(
                () =>
                {
                    part = area.PaymentsFor(Grown, held + (++round * sent), sent);
                    return Task.CompletedTask;
                },
                () => TimedAsync(Grown),
                () =>
                {
                    grown.Add(part);
                    return grown.CheckAsync(installation, Grown, cancellation);
                }),
            new Step(
                async () =>
                {
                    part = area.PaymentsFor(++empty, held + (round * sent), sent);
                    await SendAsync(empty, [area.PayersFor(empty, part)]);
                },
                () => TimedAsync(empty),
                () =>
                {
                    var totals = new FeedTotals();
                    totals.Add(part);
                    return totals.CheckAsync(installation, empty, cancellation);
                }));

        await SendPartAsync(Grown, area.PaymentsFor(Grown, held + (rounds * sent), rest), grown);
        await area.CheckAsync(installation, Grown, cancellation);
        return measured with
        {
            Note = $"{held:N0} held, {sent:N0} more each round; at the end persons and villages compared",
        };

        async Task<Done> TimedAsync(int county)
        {
            await SendAsync(county, [part]);
            return sent;
        }

        async Task SendPartAsync(int county, string payments, FeedTotals totals)
        {
            await SendAsync(county, [payments]);
            totals.Add(payments);
        }

        Task SendAsync(int county, IReadOnlyList<string> files) => installation.RiAsync(
            ["send", "--campaign", Installation.Campaign(county), .. files, "--wait"], _ => { }, cancellation);
    }
}

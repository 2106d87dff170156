using ResidentInsurance.Contracts;

namespace ResidentInsurance.Load.Services;

/// <summary>The tax feeds of one county after the other, each into a county whose residents are registered: as one file, or in
/// parts at a rate.</summary>
internal sealed class CountyFeed(Installation installation, AreaFiles area, CancellationToken cancellation) : IDisposable
{
    // As small files come from a bureau's counters, and often enough that the load is even.
    private const double PartsPerSecond = 4;

    private readonly HttpClient intake = installation.Client(ServiceNames.PaymentIngestion);
    private int county;

    public string Campaign => Installation.Campaign(county);

    /// <summary>Registers the next county; what is returned sends its feed whole, until every effect can be seen.</summary>
    public async Task<Func<Task>> WholeAsync()
    {
        await RegisterAsync();
        var feed = area.For(county, "payments");
        return () => SendAsync(feed);
    }

    /// <summary>As <see cref="WholeAsync"/>, with parts that are due at fixed times. They go over HTTP: a process for each would
    /// take its own share of the machine.</summary>
    public async Task<Func<Task>> InPartsAsync(double paymentsPerSecond)
    {
        var known = await RegisterAsync();
        var parts = area.PaymentParts(county, Math.Max(1, (int)(paymentsPerSecond / PartsPerSecond)));
        return async () =>
        {
            _ = await OpenLoop.RunAsync(PartsPerSecond, part => PostAsync(parts[part]), sent => sent < parts.Count, cancellation);
            await SendAsync(known.Take(1)); // a file that is known has no effect: only the wait
        };
    }

    /// <returns>Payments a second, to the last effect.</returns>
    public async Task<double> RateAsync(Func<Task> send)
    {
        var start = TimeProvider.System.GetTimestamp();
        await send();
        return area.Payments / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Compares every person and village of the present county.</summary>
    public Task CheckAsync() => area.CheckAsync(installation, county, cancellation);

    public void Dispose() => intake.Dispose();

    private async Task<IReadOnlyList<string>> RegisterAsync()
    {
        var files = area.For(++county, AreaFiles.BeforePayments);
        await SendAsync(files);
        return files;
    }

    private Task SendAsync(IEnumerable<string> files) => installation.RiAsync(
        ["send", "--campaign", Campaign, .. files, "--wait"], _ => { }, cancellation);

    private async Task PostAsync(string part)
    {
        await using var file = File.OpenRead(part);
        using var content = new StreamContent(file);
        using var answer = await intake.PostAsync(
            $"/campaigns/{Campaign}/files/payments?name={Path.GetFileName(part)}", content, cancellation);
        var told = await answer.Content.ReadAsStringAsync(cancellation);
        if (!told.Contains("\"rejected\":0", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"A part of the feed was not taken as it is: {told}");
        }
    }
}

using ResidentInsurance.Load.Enrollments;
using ResidentInsurance.Load.Services;

namespace ResidentInsurance.Load;

/// <summary>What the scenarios of one run share: the servers, the data that take long to make, and how rounds are taken.</summary>
/// <param name="scale">Sizes are multiplied by it; 1 for figures that count.</param>
/// <param name="roundCount">Rounds that count, after one to warm up.</param>
internal sealed class Bench(double scale, int roundCount) : IAsyncDisposable
{
    private readonly HashSet<string> servers = [];
    private string? folder;
    private PrivatePostgres? postgres;
    private EnrollmentCounty? enrollment;
    private Installation? installation;

    public int RoundCount => roundCount;

    public int Scaled(int size) => Math.Max(1, (int)(size * scale));

    /// <summary>For files that a scenario needs; it goes with the run.</summary>
    public string Folder => folder ??= Directory.CreateTempSubdirectory("resident-insurance-bench-").FullName;

    /// <summary>A PostgreSQL with <c>./run</c>'s settings, started at first need.</summary>
    public async Task<PrivatePostgres> PostgresAsync(CancellationToken cancellation)
    {
        if (postgres is null)
        {
            postgres = await PrivatePostgres.StartAsync(cancellation);
            servers.Add($"PostgreSQL of the bench: {await Postgres.DescribedAsync(postgres.ConnectionString, cancellation)}");
        }

        return postgres;
    }

    /// <summary>A county whose files have all been taken in, made at first need.</summary>
    public async Task<EnrollmentCounty> EnrollmentAsync(CancellationToken cancellation) =>
        enrollment ??= await EnrollmentCounty.FillAsync(
            await PostgresAsync(cancellation), Folder, Scaled(EnrollmentCounty.Persons), cancellation);

    /// <summary>The whole system, started anew; whoever asks for it ends it.</summary>
    /// <param name="counties">Numbered from 1 on; each begins empty.</param>
    public async Task<Installation> InstallAsync(int counties, CancellationToken cancellation)
    {
        installation = await Installation.StartAsync(counties, cancellation);
        servers.Add($"PostgreSQL of the services: {await Postgres.DescribedAsync(installation.PostgresConnection, cancellation)}");
        servers.Add(await installation.BrokerAsync(cancellation));
        return installation;
    }

    /// <summary>The versions and settings of all servers that were started, as each told them itself.</summary>
    public string Servers() => servers.Count == 0 ? "no server" : string.Join('\n', servers);

    /// <summary>One round to warm up, which is not counted, then the counted ones.</summary>
    public async Task<Measured> RoundsAsync(Step work)
    {
        _ = await RoundAsync(work);
        var rounds = new List<Round>();
        while (rounds.Count < roundCount)
        {
            rounds.Add(await RoundAsync(work));
        }

        return new Measured(rounds);
    }

    /// <summary>As <see cref="RoundsAsync"/>, in turns with the reference.</summary>
    public async Task<Measured> AlternateAsync(Step work, Step reference)
    {
        _ = await RoundAsync(work);
        _ = await RoundAsync(reference);
        var (rounds, references) = (new List<Round>(), new List<Round>());
        while (rounds.Count < roundCount)
        {
            rounds.Add(await RoundAsync(work));
            references.Add(await RoundAsync(reference));
        }

        return new Measured(rounds, references);
    }

    public async ValueTask DisposeAsync()
    {
        if (installation is { IsRunning: true })
        {
            await installation.DisposeAsync();
        }

        if (enrollment is not null)
        {
            await enrollment.DisposeAsync();
        }

        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private IEnumerable<int> Roots => [Environment.ProcessId, .. installation is { IsRunning: true } ? installation.Roots : []];

    private async Task<Round> RoundAsync(Step step)
    {
        await step.Before();

        // A round pays for its own garbage and its own dirty pages only.
        if (postgres is not null)
        {
            await Postgres.CheckpointAsync(postgres.ConnectionString);
        }

        if (installation is { IsRunning: true })
        {
            await Postgres.CheckpointAsync(installation.PostgresConnection);
        }

        GC.Collect();
        var (processor, client, clock) =
            (ProcessorTime.OfTrees(Roots), Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
        var done = await step.Timed();
        var elapsed = TimeProvider.System.GetElapsedTime(clock);
        client = Environment.CpuUsage.TotalTime - client;
        processor = ProcessorTime.OfTrees(Roots) - processor;
        await step.After();
        return new Round(done.Items, elapsed, processor, client, done.CallMicros);
    }
}

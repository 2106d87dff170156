using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polly;
using ResidentInsurance.EventStore;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Files.Intake;

/// <summary>Takes one checked file in, page by page. Faults of the server are waited out.</summary>
internal sealed class IntakeRun<TRow>(
    IFileHandler<TRow> handler, RowFormat<TRow> format, IntakeContext received, TimeProvider clock,
    [FromKeyedServices(Pipelines.ServerFaults)] ResiliencePipeline pipeline, ILogger<IntakeRun<TRow>> log)
    where TRow : class, IFileRow
{
    private const int PageRows = 500;

    private readonly List<ReadRow<TRow>> page = new(PageRows);
    private int rows;
    private int accepted;
    private int repeated;
    private int rejected;
    private Delivery? delivery;
    private IntakeContext context = received;

    private CountyDatabase Database => context.Database;

    /// <summary>Records the delivery and takes its lock; null where the same file is being taken in elsewhere.</summary>
    public async Task<SessionLock?> BeginAsync(CancellationToken cancellation) =>
        await pipeline.ExecuteAsync(async ct =>
        {
            var asked = new Delivery(format.Kind.Code(), IsCountys ? "" : context.Campaign.Value,
                string.Join('&', context.Query.Select(option => $"{option.Key}={option.Value}")),
                context.FileHash, context.FileName, context.Actor.Name);
            delivery = await Deliveries.BeginAsync(Database, asked, clock.GetUtcNow(), ct);
            var held = await Database.TryLockAsync(delivery.LockName, ct);
            delivery = held is null ? delivery : await Deliveries.FindAsync(Database, asked, ct);
            return held;
        }, cancellation);

    public async Task RunAsync(Stream stream, CheckedFile file, IntakeAnswer answer, CancellationToken cancellation)
    {
        context = context with { Delivery = delivery!.Id };
        try
        {
            if (delivery is { IsDone: true, Rejected: 0 })
            {
                (rows, repeated) = (delivery.Rows, delivery.Rows);
            }
            else
            {
                await TakeAsync(stream, file, answer, cancellation);
            }

            var position = await pipeline.ExecuteAsync(async ct => await Database.Events.HeadAsync(ct), cancellation);
            await answer.WriteAsync(new IntakeLine(
                Result: new IntakeResult(context.Delivery, rows, accepted, repeated, rejected, position)));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await answer.WriteAsync(new IntakeLine(Fault: new IntakeFault("stopping", Texts.Stopping)));
        }
        catch (Exception fault)
        {
            // Only the type: a message may quote the row.
            log.LogError("Delivery {Delivery} of {Kind} stopped at row {Row}: {Fault}",
                context.Delivery, format.Kind.Code(), rows, fault.GetType().Name);
            await answer.WriteAsync(new IntakeLine(Fault: new IntakeFault("server-fault", Texts.ServerFault)));
        }

        await answer.FlushAsync();
    }

    // An identity belongs to the person: the campaign that its roster was sent under only chose the county.
    private bool IsCountys => format.Kind == FileKind.Identities;

    private async Task TakeAsync(Stream stream, CheckedFile file, IntakeAnswer answer, CancellationToken cancellation)
    {
        foreach (var row in FileReading.Rows(stream, file, format, context.Options))
        {
            page.Add(row);
            if (page.Count == PageRows)
            {
                await PageAsync(file, answer, cancellation);
            }
        }

        await PageAsync(file, answer, cancellation);
        var counts = new IntakeCounts(rows, accepted, repeated, rejected);
        await pipeline.ExecuteAsync(async ct =>
        {
            await handler.CompleteAsync(context, counts, ct);
            await Deliveries.FinishAsync(Database, context.Delivery, counts, clock.GetUtcNow(), ct);
        }, cancellation);
        log.LogInformation(
            "Delivery {Delivery}: {Kind} of {Campaign}, {Rows} rows, {Accepted} accepted, {Repeated} repeated, {Rejected} rejected",
            context.Delivery, format.Kind.Code(), context.Campaign.Value, rows, accepted, repeated, rejected);
    }

    private async Task PageAsync(CheckedFile file, IntakeAnswer answer, CancellationToken cancellation)
    {
        var readable = page.Where(row => row.Row is not null).Select(row => row.Row!).ToList();
        var verdicts = readable.Count == 0
            ? []
            : await pipeline.ExecuteAsync(
                async ct => await handler.HandlePageAsync(context, readable, ct), cancellation);
        if (verdicts.Count != readable.Count)
        {
            throw new InvalidOperationException($"{verdicts.Count} verdicts on {readable.Count} rows.");
        }

        var next = 0;
        foreach (var row in page)
        {
            var verdict = row.Row is null ? RowVerdict.Rejected(row.Problem!) : verdicts[next++];
            if (verdict.Problem is { } problem)
            {
                rejected++;
                await answer.WriteAsync(new IntakeLine(Rejection: RowRejection.Of(problem, row.Line, row.Raw)));
            }
            else if (verdict.IsRepeated)
            {
                repeated++;
            }
            else
            {
                accepted++;
            }
        }

        rows += page.Count;
        page.Clear();
        await answer.WriteAsync(new IntakeLine(Progress: rows, Of: Math.Max(rows, file.Rows)));
        await answer.FlushAsync();
    }
}

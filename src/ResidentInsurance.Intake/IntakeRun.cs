using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polly;
using ResidentInsurance.Feeds;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Files;

namespace ResidentInsurance.Intake;

/// <summary>Takes in one checked file, page by page, and waits until faults of servers have passed.</summary>
internal sealed class IntakeRun<TRow>(
    IFileHandler<TRow> handler, RowFormat<TRow> format, IntakeContext received, TimeProvider clock, IntakeMeters meters,
    [FromKeyedServices(Pipelines.ServerFaults)] ResiliencePipeline pipeline, ILogger<IntakeRun<TRow>> log)
    where TRow : class, IFileRow
{
    private const int PageRows = 500;

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
            try
            {
                delivery = held is null ? delivery : await Deliveries.FindAsync(Database, asked, ct);
                return held;
            }
            catch when (held is not null)
            {
                await held.DisposeAsync(); // the next attempt takes the lock anew
                throw;
            }
        }, cancellation);

    /// <returns>The answer's last line.</returns>
    public async Task<IntakeLine> RunAsync(Stream stream, CheckedFile file, IntakeAnswer answer, CancellationToken cancellation)
    {
        context = context with { Delivery = delivery!.Id };
        try
        {
            var isKnown = delivery is { IsDone: true, Rejected: 0 };
            if (isKnown)
            {
                (rows, repeated) = (delivery.Rows, delivery.Rows);
                meters.CountRows(Database.County, format.Kind, 0, repeated, 0);
            }
            else
            {
                await TakeAsync(stream, file, answer, cancellation);
            }

            var position = await pipeline.ExecuteAsync(async ct => await Database.Feed.HeadAsync(ct), cancellation);
            meters.Count(Database.County, format.Kind, isKnown ? FileResult.Repeated : FileResult.Taken);
            return new IntakeLine(Result: new IntakeResult(context.Delivery, rows, accepted, repeated, rejected, position));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            meters.Count(Database.County, format.Kind, FileResult.CutOff);
            return new IntakeLine(Fault: new IntakeFault("stopping", Texts.Stopping));
        }
        catch (Exception fault)
        {
            // Only the type is logged: a message may quote the row.
            log.LogError("Delivery {Delivery} of {Kind} stopped at row {Row}: {Fault}",
                context.Delivery, format.Kind.Code(), rows, fault.GetType().Name);
            meters.Count(Database.County, format.Kind, FileResult.CutOff);
            return new IntakeLine(Fault: new IntakeFault("server-fault", Texts.ServerFault));
        }
    }

    // An identity belongs to the person: the campaign that its roster was sent under only chose the county.
    private bool IsCountys => format.Kind == FileKind.Identities;

    private async Task TakeAsync(Stream stream, CheckedFile file, IntakeAnswer answer, CancellationToken cancellation)
    {
        // Two pages at a time: one is read and decided while the other is on its way to the disk. Answers keep the order.
        Task<Page>? ahead = null;
        try
        {
            foreach (var page in FileReading.Rows(stream, file, format, context.Options).Chunk(PageRows))
            {
                var before = ahead;
                ahead = HandleAsync(page, cancellation);
                await AnswerAsync(before, file, answer);
            }

            await AnswerAsync(ahead, file, answer);
        }
        finally
        {
            // No work on this file may go on after its lock is released.
            await (ahead ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

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

    private async Task<Page> HandleAsync(ReadRow<TRow>[] page, CancellationToken cancellation)
    {
        var readable = page.Where(row => row.Row is not null).Select(row => row.Row!).ToList();
        var verdicts = readable.Count == 0
            ? []
            : await pipeline.ExecuteAsync(
                async ct => await handler.HandlePageAsync(context, readable, ct), cancellation);
        return verdicts.Count == readable.Count
            ? new Page(page, verdicts)
            : throw new InvalidOperationException($"{verdicts.Count} verdicts on {readable.Count} rows.");
    }

    private async Task AnswerAsync(Task<Page>? handled, CheckedFile file, IntakeAnswer answer)
    {
        if (handled is null)
        {
            return;
        }

        var page = await handled;
        var before = (accepted, repeated, rejected);
        var next = 0;
        foreach (var row in page.Rows)
        {
            var verdict = row.Row is null ? RowVerdict.Rejected(row.Problem!) : page.Verdicts[next++];
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

        rows += page.Rows.Count;
        meters.CountRows(Database.County, format.Kind,
            accepted - before.accepted, repeated - before.repeated, rejected - before.rejected);
        await answer.WriteAsync(new IntakeLine(Progress: rows, Of: Math.Max(rows, file.Rows)));
        await answer.FlushAsync();
    }

    /// <summary>Rows that took effect, with a verdict for each that could be read.</summary>
    private sealed record Page(IReadOnlyList<ReadRow<TRow>> Rows, IReadOnlyList<RowVerdict> Verdicts);
}

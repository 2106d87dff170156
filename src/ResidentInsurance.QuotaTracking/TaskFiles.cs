using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;

namespace ResidentInsurance.QuotaTracking;

/// <summary>任务分解表: replaces tasks of the annex's villages and brings others.</summary>
public sealed class TaskFiles(PackLibrary packs, TimeProvider clock) : IFileHandler<TaskRow>
{
    public async Task<IReadOnlyList<RowVerdict>> HandlePageAsync(
        IntakeContext context, IReadOnlyList<TaskRow> rows, CancellationToken cancellation)
    {
        var pack = packs.Find(context.Campaign)!;
        var page = new StreamRows<TaskRow, VillageTask>(
            context, rows, row => TownshipOf(row, pack) is null ? RowProblems.TownshipNeeded() : null, row =>
            {
                var task = TaskOf(row, TownshipOf(row, pack)!, pack);
                return (Village.Stream(pack.Id, task.Village), task);
            });
        await context.Database.Pages.TransactAsync(async (session, ct) =>
        {
            var knownAt = (await KnownTimes.TakeAsync(session, ct)).Of(clock.GetUtcNow());
            return new PagePlan(page.Streams, stream => page.Decide(stream, Village.Of(stream), (village, task, row) =>
                Village.Assign(village, task, new TaskOrigin(context.Delivery, row.Line), knownAt), Village.Evolve), Alongside: null)
            {
                Events = Village.Decisive,
            };
        }, cancellation);
        return page.Verdicts;
    }

    private static string? TownshipOf(TaskRow row, CompiledPack pack) =>
        row.Township ?? (pack.Annex.Townships is [var only] ? only.Name : null);

    private static VillageTask TaskOf(TaskRow row, string township, CompiledPack pack)
    {
        var known = pack.Annex.FindVillage(township, row.Village);
        return new VillageTask(pack.Id, known?.Code ?? Village.CodeOf(pack.County, township, row.Village), township,
            row.Village, row.Population, row.Task, known?.Position ?? row.Line);
    }
}

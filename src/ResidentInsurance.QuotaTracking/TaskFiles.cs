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
        var verdicts = new RowVerdict[rows.Count];
        var streams = new Dictionary<string, List<(int Index, VillageTask Task)>>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (TaskOf(rows[i], pack) is not { } task)
            {
                verdicts[i] = RowVerdict.Rejected(RowProblems.TownshipNeeded());
                continue;
            }

            var stream = Village.StreamId(context.Campaign, task.Village);
            if (!streams.TryGetValue(stream, out var assigned))
            {
                streams.Add(stream, assigned = []);
            }

            assigned.Add((i, task));
        }

        await context.Database.Pages.TransactAsync(async (session, ct) =>
        {
            var knownAt = (await KnownTimes.TakeAsync(session, ct)).Of(clock.GetUtcNow());
            return new PagePlan(streams.Keys, stream => Assign(stream, knownAt), Alongside: null) { Events = Village.Decisive };
        }, cancellation);
        return verdicts;

        IReadOnlyList<NewEvent> Assign(StreamSlice stream, DateTimeOffset knownAt)
        {
            var state = Village.Of(stream);
            var events = new List<NewEvent>();
            foreach (var (index, task) in streams[stream.Id])
            {
                var before = events.Count;
                foreach (var @event in Village.Assign(
                    state, task, new TaskOrigin(context.Delivery, rows[index].Line), knownAt))
                {
                    events.Add(new NewEvent(@event, context.Headers(rows[index])));
                    state = Village.Evolve(state, @event);
                }

                verdicts[index] = events.Count > before ? RowVerdict.Accepted : RowVerdict.Repeated;
            }

            return events;
        }

        VillageTask? TaskOf(TaskRow row, CompiledPack of)
        {
            var township = row.Township ?? (of.Annex.Townships is [var only] ? only.Name : null);
            if (township is null)
            {
                return null;
            }

            var known = of.Annex.FindVillage(township, row.Village);
            return new VillageTask(of.Id, known?.Code ?? Village.CodeOf(of.County, township, row.Village), township,
                row.Village, row.Population, row.Task, known?.Position ?? row.Line);
        }
    }
}

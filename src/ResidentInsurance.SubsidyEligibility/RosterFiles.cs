using System.Collections.Concurrent;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Persons;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;

namespace ResidentInsurance.SubsidyEligibility;

/// <summary>资助对象花名册: each row goes to the stream of its certification. One handler takes one file, so it can
/// remember who was on it.</summary>
public sealed class RosterFiles(ResidentKeys keys, PersonTable table, WholeLists lists) : IFileHandler<IdentityRow>
{
    private readonly ConcurrentDictionary<(string Category, string Resident), bool> listed = [];

    public async Task<IReadOnlyList<RowVerdict>> HandlePageAsync(
        IntakeContext context, IReadOnlyList<IdentityRow> rows, CancellationToken cancellation)
    {
        var declared = WholeLists.Declared(context);
        var verdicts = new RowVerdict[rows.Count];
        var persons = new Dictionary<ResidentKey, Person>();
        var streams = new Dictionary<string, List<(int Index, IdentityRecord Record)>>();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (declared is not null && row.Department != declared.Department)
            {
                verdicts[i] = RowVerdict.Rejected(new RowProblem("认定部门", "other-department",
                    Texts.OtherDepartment.Replace("{0}", declared.Department, StringComparison.Ordinal)));
                continue;
            }

            var key = keys.For(row.IdNumber);
            var record = new IdentityRecord(key, row.Category, row.Department, row.From, row.To);
            persons.TryAdd(key, new Person(key, new PersonData(row.IdNumber.Reveal(), row.Name, null, null)));
            listed[(record.Category, key.Value)] = true;
            var stream = IdentityRecords.StreamId(record);
            if (!streams.TryGetValue(stream, out var deliveries))
            {
                streams.Add(stream, deliveries = []);
            }

            deliveries.Add((i, record));
        }

        await context.Database.Pages.TransactAsync(
            [.. streams.Keys.Order(StringComparer.Ordinal)], Certify, KeepPersons, cancellation);
        return verdicts;

        IReadOnlyList<NewEvent> Certify(StreamSlice stream)
        {
            var state = IdentityRecords.Of(stream);
            var events = new List<NewEvent>(1);
            foreach (var (index, record) in streams[stream.Id])
            {
                verdicts[index] = RowVerdict.Repeated;
                foreach (var happened in IdentityRecords.Certify(state, record, new RosterPlace(context.Delivery, rows[index].Line)))
                {
                    verdicts[index] = happened is IdentityConfirmed ? RowVerdict.Repeated : RowVerdict.Accepted;
                    events.Add(new NewEvent(happened, context.Headers(rows[index])));
                    state = IdentityRecords.Evolve(state, happened);
                }
            }

            return events;
        }

        void KeepPersons(TransactionWork work)
        {
            var certified = work.Changes.Where(change => change.Appended.Any(stored => stored.Data is IIdentityEvent))
                .SelectMany(change => streams[change.Before.Id]).Select(row => row.Record.Resident).Distinct().Select(key => persons[key]);
            if (table.AddMissing(certified) is { } add)
            {
                work.Add(add);
            }
        }
    }

    public Task CompleteAsync(IntakeContext context, IntakeCounts counts, CancellationToken cancellation) =>
        WholeLists.Declared(context) is { } declared
            ? lists.CompareAsync(context, declared, [.. listed.Keys], counts.Rejected, cancellation)
            : Task.CompletedTask;
}

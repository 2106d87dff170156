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
        var persons = new Dictionary<ResidentKey, Person>();
        var page = new StreamRows<IdentityRow, IdentityRecord>(context, rows, row => Problem(row, declared), row =>
        {
            var key = keys.For(row.IdNumber);
            var record = new IdentityRecord(key, row.Category, row.Department, row.From, row.To);
            persons.TryAdd(key, new Person(key, new PersonData(row.IdNumber.Reveal(), row.Name, null, null)));
            listed[(record.Category, key.Value)] = true;
            return (Certification.Stream(record), record);
        });
        await context.Database.Pages.TransactAsync(page.Streams, stream => page.Decide(
            stream, Certification.Of(stream),
            (known, record, row) => Certification.Certify(known, record, new RosterPlace(context.Delivery, row.Line)),
            Certification.Evolve, isNews: happened => happened is not IdentityConfirmed), KeepPersons, cancellation);
        return page.Verdicts;

        void KeepPersons(TransactionWork work)
        {
            var certified = work.Changes.Where(change => change.Appended.Any(stored => stored.Data is IIdentityEvent))
                .SelectMany(change => page.Of(change.Before.Id)).Select(record => record.Resident).Distinct().Select(key => persons[key]);
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

    private static RowProblem? Problem(IdentityRow row, DeclaredList? declared) =>
        declared is null || row.Department == declared.Department
            ? null
            : new RowProblem("认定部门", "other-department",
                Texts.OtherDepartment.Replace("{0}", declared.Department, StringComparison.Ordinal));
}

using Microsoft.AspNetCore.Http.HttpResults;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Persons;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Enrollment;

/// <summary>户籍名册: registers residents in the village that the row names.</summary>
public sealed class ResidentFiles(FactFiles files, PackLibrary packs, ResidentKeys keys) : IFileHandler<ResidentRow>
{
    public ValueTask<ProblemHttpResult?> RefuseAsync(CampaignId campaign, CountyDatabase database, CancellationToken cancellation) =>
        FactFiles.RefuseClosedAsync(campaign, database, cancellation);

    public async Task<IReadOnlyList<RowVerdict>> HandlePageAsync(
        IntakeContext context, IReadOnlyList<ResidentRow> rows, CancellationToken cancellation)
    {
        var villages = await Villages.LoadAsync(context.Database, packs.Find(context.Campaign)!, cancellation);
        return await files.HandleAsync(context, rows, row => FactOf(row, villages, context.Delivery), row => row.IdNumber,
            row => new PersonData(row.IdNumber.Reveal(), row.Name, row.Phone, row.Guardian?.Reveal()), cancellation);
    }

    private (object? Fact, RowProblem? Problem) FactOf(ResidentRow row, Villages villages, long delivery)
    {
        if (villages.Find(row.Township, row.Village) is not { } village)
        {
            return (null, row.Township is null && villages.NeedsTownship
                ? RowProblems.TownshipNeeded()
                : RowProblems.UnknownVillage(row.Village, row.Township));
        }

        return (new ResidentRegistered(
            village, row.Group, row.Household, row.Relation, row.BirthDate, row.IsUniversityStudent ? PersonGroup.UniversityStudent : PersonGroup.Resident,
            row.StudentMark, row.LastCoveredYear, row.Circumstance, row.CircumstanceOn,
            row.Guardian is { } guardian ? keys.For(guardian) : null, delivery, row.Line), null);
    }
}

/// <summary>资助参保申报名单.</summary>
public sealed class DeclarationFiles(FactFiles files, PackLibrary packs) : IFileHandler<DeclarationRow>
{
    public ValueTask<ProblemHttpResult?> RefuseAsync(CampaignId campaign, CountyDatabase database, CancellationToken cancellation) =>
        FactFiles.RefuseClosedAsync(campaign, database, cancellation);

    public Task<IReadOnlyList<RowVerdict>> HandlePageAsync(
        IntakeContext context, IReadOnlyList<DeclarationRow> rows, CancellationToken cancellation)
    {
        var onlyTier = packs.Find(context.Campaign)!.Tiers is [var only] ? only : (Tier?)null;
        return files.HandleAsync(context, rows, row => (row.Tier ?? onlyTier) is { } tier
                ? (new EnrollmentDeclared(context.Campaign, tier, row.On), null)
                : (null, RowProblems.TierNeeded()),
            row => row.IdNumber, null, cancellation);
    }
}

/// <summary>退保名单.</summary>
public sealed class WithdrawalFiles(FactFiles files) : IFileHandler<WithdrawalRow>
{
    public ValueTask<ProblemHttpResult?> RefuseAsync(CampaignId campaign, CountyDatabase database, CancellationToken cancellation) =>
        FactFiles.RefuseClosedAsync(campaign, database, cancellation);

    public Task<IReadOnlyList<RowVerdict>> HandlePageAsync(
        IntakeContext context, IReadOnlyList<WithdrawalRow> rows, CancellationToken cancellation) =>
        files.HandleAsync(context, rows, row => (new WithdrawalRequested(context.Campaign, row.Reason, row.On), null),
            row => row.IdNumber, null, cancellation);
}

/// <summary>What the three kinds of files share: a page of rows is a transaction of facts.</summary>
public sealed class FactFiles(ResidentFacts facts, ResidentKeys keys, PersonTable table)
{
    public static async ValueTask<ProblemHttpResult?> RefuseClosedAsync(
        CampaignId campaign, CountyDatabase database, CancellationToken cancellation) =>
        Campaign.Fold(await database.EventsOf(Campaign.Stream(campaign), cancellation)).IsOpen
            ? null
            : Problem.Of(StatusCodes.Status409Conflict, "campaign-closed",
                Texts.CampaignClosed.Replace("{0}", campaign.Value, StringComparison.Ordinal));

    /// <param name="personOf">What to keep of the person; null where the row only refers to somebody.</param>
    public async Task<IReadOnlyList<RowVerdict>> HandleAsync<TRow>(
        IntakeContext context, IReadOnlyList<TRow> rows, Func<TRow, (object? Fact, RowProblem? Problem)> factOf,
        Func<TRow, IdNumber> numberOf, Func<TRow, PersonData>? personOf, CancellationToken cancellation)
        where TRow : class, IFileRow
    {
        var verdicts = new RowVerdict[rows.Count];
        var taken = new List<(int Index, ResidentFact Fact)>(rows.Count);
        var persons = new Dictionary<object, Person>(ReferenceEqualityComparer.Instance); // by their row's fact
        for (var i = 0; i < rows.Count; i++)
        {
            var (fact, problem) = factOf(rows[i]);
            if (fact is null)
            {
                verdicts[i] = RowVerdict.Rejected(problem!);
                continue;
            }

            var key = keys.For(numberOf(rows[i]));
            taken.Add((i, new ResidentFact(key, fact, context.Headers(rows[i]))));
            if (personOf is not null)
            {
                persons.Add(fact, new Person(key, personOf(rows[i])));
            }
        }

        var recorded = await facts.RecordAsync(
            context.Database.Pages, [.. taken.Select(pair => pair.Fact)],
            (work, _) =>
            {
                // Only with its fact, and of two rows for one person the last: a row that a newer one overruled brings back nothing.
                if (table.Put(work.Changes.SelectMany(change => change.Appended)
                    .Where(stored => persons.ContainsKey(stored.Data)).Select(stored => persons[stored.Data])) is { } put)
                {
                    work.Add(put);
                }
            }, cancellation);
        if (recorded.Failed.Count > 0)
        {
            // A file's rows are checked: what cannot be decided is a broken invariant, and nothing of this page stays done.
            throw new InvalidOperationException("Facts of a file could not be decided.", recorded.Failed.Values.First());
        }

        foreach (var (index, fact) in taken)
        {
            verdicts[index] = recorded.New.Contains(fact.Fact) ? RowVerdict.Accepted : RowVerdict.Repeated;
        }

        return verdicts;
    }
}

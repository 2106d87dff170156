using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

/// <summary>A fact on its way to a resident's stream, and where it comes from.</summary>
public sealed record ResidentFact(ResidentKey Resident, object Fact, EventHeaders Headers);

/// <summary>What became of the facts of one transaction.</summary>
/// <param name="New">The facts that were not known before.</param>
/// <param name="Failed">The facts that could not be decided, and why; nothing of their resident was written.</param>
public sealed record RecordedFacts(IReadOnlySet<object> New, IReadOnlyDictionary<ResidentFact, Exception> Failed);

/// <summary>Takes facts of many residents in one transaction: the only way into their streams, from files, messages and
/// requests alike.</summary>
public sealed class ResidentFacts(PackLibrary packs)
{
    /// <param name="alongside">Adds to the transaction, told what failed; may be called again when it is retried.</param>
    public async Task<RecordedFacts> RecordAsync(
        StreamPages pages, IReadOnlyList<ResidentFact> facts,
        Action<TransactionWork, IReadOnlyDictionary<ResidentFact, Exception>>? alongside, CancellationToken cancellation)
    {
        var byStream = facts.GroupBy(fact => Resident.Stream(fact.Resident)).ToDictionary(group => group.Key, group => group.ToList());
        var headers = new Dictionary<object, EventHeaders>(ReferenceEqualityComparer.Instance);
        foreach (var fact in facts)
        {
            headers[fact.Fact] = fact.Headers;
        }

        // By stream, because a retried transaction decides again.
        var failures = new Dictionary<string, Exception>();
        var result = await pages.TransactAsync(
            byStream.Keys, Decide, work => alongside?.Invoke(work, Failed()), cancellation);
        var recorded = new HashSet<object>(
            result.SelectMany(change => change.Appended).Select(stored => stored.Data).Where(headers.ContainsKey), ReferenceEqualityComparer.Instance);
        return new RecordedFacts(recorded, Failed());

        IReadOnlyList<NewEvent> Decide(StreamSlice stream)
        {
            var mine = byStream[stream.Id];
            failures.Remove(stream.Id);
            try
            {
                var resident = Resident.Of(stream);
                return [.. ResidentDecider.Record(resident, mine.Select(fact => fact.Fact), PackOf)
                    .Select(@event => new NewEvent(@event, headers.GetValueOrDefault(@event, mine[^1].Headers)))];
            }
            catch (Exception undecidable)
            {
                failures[stream.Id] = undecidable;
                return [];
            }
        }

        Dictionary<ResidentFact, Exception> Failed() => failures
            .SelectMany(failure => byStream[failure.Key].Select(fact => (fact, failure.Value)))
            .ToDictionary(pair => pair.fact, pair => pair.Value);
    }

    private CompiledPack PackOf(CampaignId campaign, int? version) =>
        packs.Find(campaign, version)
        ?? throw new InvalidOperationException($"There is no pack {campaign} of version {version?.ToString() ?? "any"}.");
}

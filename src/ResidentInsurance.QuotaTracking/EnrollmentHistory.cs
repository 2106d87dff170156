using ResidentInsurance.Contracts;

namespace ResidentInsurance.QuotaTracking;

/// <summary>Where and as what a person is counted.</summary>
/// <param name="SubsidisedInFull">Nothing to pay, thanks to a subsidy.</param>
public sealed record Counted(VillageCode Village, DateOnly FirstPaidOn, bool SubsidisedInFull)
{
    /// <summary>Null for a person who is not enrolled.</summary>
    public static Counted? Of(ICoverageEvent state) => !state.Enrolled
        ? null
        : new Counted(state.Cover.Village, state.Cover.FirstPaidOn, state.Cover.Due.IsZero && state.Cover.Subsidy.Fen > 0);
}

/// <summary>A state of one person's enrollment in a campaign.</summary>
/// <param name="Version">Of the person's stream: the greater one is the newer state.</param>
/// <param name="KnownAt">The minute in which it came to be known.</param>
/// <param name="Counted">Null where the person is not enrolled.</param>
public sealed record KnownState(long Version, DateTimeOffset KnownAt, Counted? Counted);

/// <summary>One person more, or fewer, from a minute on.</summary>
public readonly record struct Step(DateTimeOffset KnownAt, Counted Counted, int Persons);

/// <summary>How the states of one enrollment move the counts. What is known at a time is the newest of the states that
/// were known by then; so the moves between two states depend on those between them, and a state that a late page brings
/// changes what an earlier page's moves should have been. Pages may therefore come in any order.</summary>
public static class EnrollmentHistory
{
    /// <summary>All moves, in the order of their minutes.</summary>
    public static IEnumerable<Step> Steps(IEnumerable<KnownState> states)
    {
        (long version, Counted? counted) = (0, null);
        foreach (var minute in states.GroupBy(state => state.KnownAt).OrderBy(minute => minute.Key))
        {
            var newest = minute.MaxBy(state => state.Version)!;
            if (newest.Version <= version)
            {
                continue;
            }

            if (counted is not null && counted != newest.Counted)
            {
                yield return new Step(minute.Key, counted, -1);
            }

            if (newest.Counted is not null && counted != newest.Counted)
            {
                yield return new Step(minute.Key, newest.Counted, 1);
            }

            (version, counted) = (newest.Version, newest.Counted);
        }
    }

    /// <summary>What has to be added to the moves of the known states, so that they become those of all.</summary>
    public static IEnumerable<Step> Difference(IReadOnlyList<KnownState> known, IEnumerable<KnownState> added) =>
        Steps([.. known, .. added]).Concat(Steps(known).Select(step => step with { Persons = -step.Persons }));
}

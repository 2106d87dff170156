using ResidentInsurance.Contracts;

namespace ResidentInsurance.QuotaTracking;

/// <summary>From the moves of enrollments to those of villages.</summary>
public static class VillageMoves
{
    /// <summary>The events of each village's stream, by its id: one for each minute of recording, in their order. What comes
    /// to nothing is left out.</summary>
    public static SortedDictionary<string, IReadOnlyList<EnrollmentsMoved>> Of(IEnumerable<(CampaignId Campaign, Step Step)> steps)
    {
        var villages = new SortedDictionary<string, IReadOnlyList<EnrollmentsMoved>>(StringComparer.Ordinal);
        foreach (var village in steps.GroupBy(one => (one.Campaign, one.Step.Counted.Village)))
        {
            List<EnrollmentsMoved> events =
            [
                .. village.GroupBy(one => one.Step.KnownAt).OrderBy(minute => minute.Key)
                    .Select(minute => new EnrollmentsMoved(village.Key.Campaign, village.Key.Village, minute.Key,
                        Days(minute.Select(one => one.Step)), Source: "", After: 0, UpTo: 0))
                    .Where(moved => moved.Days.Count > 0),
            ];
            if (events.Count > 0)
            {
                villages.Add(Village.Stream(village.Key.Campaign, village.Key.Village), events);
            }
        }

        return villages;
    }

    private static List<DayMoved> Days(IEnumerable<Step> steps) =>
    [
        .. steps.GroupBy(step => step.Counted.FirstPaidOn).OrderBy(day => day.Key)
            .Select(day => new DayMoved(day.Key, day.Sum(step => step.Persons),
                day.Where(step => step.Counted.SubsidisedInFull).Sum(step => step.Persons)))
            .Where(day => day is not { Persons: 0, SubsidisedInFull: 0 }),
    ];
}

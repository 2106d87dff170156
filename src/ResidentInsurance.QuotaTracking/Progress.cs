using ResidentInsurance.Contracts;

namespace ResidentInsurance.QuotaTracking;

/// <summary>Rates and ranks, by whole numbers: two villages with one rate share a rank however it is rounded.</summary>
public static class Progress
{
    /// <summary>A line for each village, in the order given.</summary>
    /// <param name="villages">Each village's task and how many are enrolled there. One whose task is 0 has no rate and no rank.</param>
    /// <param name="thresholds">The campaign's, as <see cref="TaskRate"/> wants them.</param>
    public static IReadOnlyList<VillageProgress> Of(
        IReadOnlyList<(VillageTask Task, int Enrolled)> villages, IReadOnlyList<decimal> thresholds)
    {
        var byRate = villages.Where(village => village.Task.Task > 0).OrderByDescending(village => village, Comparer<(VillageTask, int)>.Create(CompareRates)).ToList();
        var ranks = new Dictionary<VillageCode, int>();
        for (var i = 0; i < byRate.Count; i++)
        {
            ranks[byRate[i].Task.Village] = i > 0 && CompareRates(byRate[i], byRate[i - 1]) == 0
                ? ranks[byRate[i - 1].Task.Village]
                : i + 1;
        }

        return
        [
            .. villages.Select(village => new VillageProgress(
                    village.Task.Township, village.Task.Name, village.Task.Population, village.Task.Task, village.Enrolled,
                    TaskRate.PerCent(village.Enrolled, village.Task.Task, thresholds),
                    ranks.TryGetValue(village.Task.Village, out var rank) ? rank : null)),
        ];
    }

    // a/b ? c/d by a·d ? c·b.
    private static int CompareRates((VillageTask Task, int Enrolled) left, (VillageTask Task, int Enrolled) right) =>
        ((long)left.Enrolled * right.Task.Task).CompareTo((long)right.Enrolled * left.Task.Task);
}

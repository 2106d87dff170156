using ResidentInsurance.Contracts;

namespace ResidentInsurance.QuotaTracking;

/// <summary>Rates and ranks, by whole numbers: two villages with one rate share a rank however it is rounded.</summary>
public static class Progress
{
    /// <summary>A line for each village, in the order given.</summary>
    /// <param name="villages">Each village's task and how many are enrolled there.</param>
    public static IReadOnlyList<VillageProgress> Of(IReadOnlyList<(VillageTask Task, int Enrolled)> villages)
    {
        var byRate = villages.OrderByDescending(village => village, Comparer<(VillageTask, int)>.Create(CompareRates)).ToList();
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
                    TaskRate.PerCent(village.Enrolled, village.Task.Task), ranks[village.Task.Village])),
        ];
    }

    // a/b ? c/d by a·d ? c·b; without a task the rate is 1.
    private static int CompareRates((VillageTask Task, int Enrolled) left, (VillageTask Task, int Enrolled) right)
    {
        var (a, b) = Ratio(left);
        var (c, d) = Ratio(right);
        return (a * d).CompareTo(c * b);
    }

    private static (long Enrolled, long Task) Ratio((VillageTask Task, int Enrolled) village) =>
        village.Task.Task == 0 ? (1, 1) : (village.Enrolled, village.Task.Task);
}

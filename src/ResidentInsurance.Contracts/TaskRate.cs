using System.Globalization;

namespace ResidentInsurance.Contracts;

/// <summary>完成率, printed (O1 of the readings).</summary>
public static class TaskRate
{
    /// <summary>Per cent with two decimals, half up; null without a task, as there is nothing to have a rate of.</summary>
    /// <param name="thresholds">Rates in per cent that something hangs on, 100 among them. Below one of them at most the
    /// threshold − 0.01 is printed, so that nobody seems to have reached it by rounding.</param>
    public static string? PerCent(int enrolled, int task, IReadOnlyList<decimal> thresholds)
    {
        if (task == 0)
        {
            return null;
        }

        var hundredths = (decimal)(((20_000L * enrolled) + task) / (2L * task));
        foreach (var threshold in thresholds)
        {
            if (100m * enrolled < threshold * task)
            {
                hundredths = Math.Min(hundredths, (100 * threshold) - 1);
            }
        }

        return (hundredths / 100m).ToString("0.00", CultureInfo.InvariantCulture);
    }
}

using System.Globalization;

namespace ResidentInsurance.Contracts;

/// <summary>完成率, printed (O1 of the readings).</summary>
public static class TaskRate
{
    /// <summary>Per cent with two decimals, half up, but at most 99.99 while somebody is missing; without a task nothing is missing.</summary>
    public static string PerCent(int enrolled, int task)
    {
        if (task == 0)
        {
            return "100.00";
        }

        var hundredths = ((20_000L * enrolled) + task) / (2L * task);
        return ((enrolled < task ? Math.Min(hundredths, 9_999) : hundredths) / 100m).ToString("0.00", CultureInfo.InvariantCulture);
    }
}

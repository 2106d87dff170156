using ResidentInsurance.Contracts;

namespace ResidentInsurance.Generator.Recipes;

/// <summary>峰岩府发〔2023〕60号, its figures by hand.</summary>
internal static partial class Fengyan2024
{
    private const string CivilAffairs = "区民政局";
    private const string Rural = "区乡村振兴局";
    private const string Disabled = "区残联";
    private const string Health = "区卫生健康委";
    private const string Veterans = "区退役军人事务局";

    // 六（一）1, all of the year, with the fiscal share and without waiting.
    private static readonly Row[] LowIncome =
    [
        new("extreme-poverty", CivilAffairs, 380, 380),
        new("subsistence-allowance", CivilAffairs, 342, 380),
        new("subsistence-margin", CivilAffairs, 266, 380),
        new("returned-to-poverty", Rural, 266, 380),
        new("unstable-escape", Rural, 266, 380),
        new("poverty-risk", Rural, 266, 380),
        new("sudden-hardship", Rural, 266, 380),
    ];

    private static readonly Row[] PartlyFunded = LowIncome[1..];

    // 六（一）1, until 2024-06-30, with the waiting period.
    private static readonly Row[] FullyFunded =
    [
        new("key-entitled", Veterans, 380, 380), new("severe-disability", Disabled, 380, 380),
        new("orphan", CivilAffairs, 380, 380), new("unsupported-child", CivilAffairs, 380, 380),
        new("family-planning-reward", Health, 380, 380), new("family-planning-special", Health, 380, 380),
        new("family-planning-special-child", Health, 380, 380), new("family-planning-complication", Health, 380, 380),
    ];

    // 六（一）2: 755 in the high tier alone.
    private static readonly Row[] Honoured =
    [
        new("martyr-family", Veterans, 0, 755), new("duty-death-family", Veterans, 0, 755),
        new("illness-death-family", Veterans, 0, 755), new("demobilised-veteran", Veterans, 0, 755),
    ];

    private static readonly DateOnly Opens = new(2023, 10, 1);
    private static readonly DateOnly CentralEnds = new(2023, 12, 31);
    private static readonly DateOnly NewYear = new(2024, 1, 1);
    private static readonly DateOnly NextMonthEnds = new(2024, 2, 29);
    private static readonly DateOnly WaitingBegins = new(2024, 3, 1);
    private static readonly DateOnly FundedEnds = new(2024, 6, 30);
    private static readonly DateOnly BorneBegins = new(2024, 7, 1);
    private static readonly DateOnly LastWithCover = new(2024, 10, 1);
    private static readonly DateOnly YearEnds = new(2024, 12, 31);

    public static Campaign Campaign { get; } = new("fengyan-2024", "500119212", new Prices(380, 755), Opens, CentralEnds,
        NewYear, YearEnds, _ => [.. Windows(), .. Funded(), .. LowIncomeLate(), .. Identities(), .. Students(), .. Newborns()]);

    private static IEnumerable<Recipe> Windows()
    {
        yield return new(220, "pays in January or February", life =>
        {
            var day = life.Day(NewYear, NextMonthEnds);
            life.Pays(Tier.Low, 380, day);
            life.Enrolled(Tier.Low, day, 380, due: 380, NextMonth(day), YearEnds);
            life.Comes(paid: 380);
        });
        yield return new(120, "pays in spring, waits 90 days", life =>
        {
            var day = life.Day(WaitingBegins, FundedEnds);
            life.Pays(Tier.High, 755, day);
            life.Enrolled(Tier.High, day, 755, due: 755, After90(day), YearEnds);
            life.Comes(paid: 755);
        });
        yield return new(80, "pays in summer and bears the fiscal share", life =>
        {
            var day = life.Day(BorneBegins, LastWithCover);
            life.Pays(Tier.Low, 1020, day);
            life.Enrolled(Tier.Low, day, 380, due: 1020, After90(day), YearEnds, borne: 640);
            life.Comes(paid: 1020);
        });
        yield return new(30, "pays the high tier in summer", life =>
        {
            var day = life.Day(BorneBegins, LastWithCover);
            life.Pays(Tier.High, 1395, day);
            life.Enrolled(Tier.High, day, 755, due: 1395, After90(day), YearEnds, borne: 640);
            life.Comes(paid: 1395);
        });
        yield return new(30, "pays spring's price in summer, the rest later", life =>
        {
            var first = life.Day(BorneBegins, LastWithCover.AddDays(-1));
            var second = life.DayAfter(first, LastWithCover);
            life.Pays(Tier.Low, 380, first);
            life.Pays(Tier.Low, 640, second);
            life.Enrolled(Tier.Low, second, 380, due: 1020, After90(second), YearEnds, borne: 640);
            life.Comes(paid: 1020);
        });
        yield return new(30, "pays in two parts around the end of June", life =>
        {
            life.Pays(Tier.Low, 200, life.Day(WaitingBegins, FundedEnds));
            life.Pays(Tier.Low, 180, life.Day(BorneBegins, LastWithCover));
            life.Comes(380, 0, "part-paid");
        });
        yield return new(60, "pays too late for any cover", life =>
        {
            life.Pays(Tier.High, 1395, life.Day(LastWithCover.AddDays(1), YearEnds));
            life.Comes(1395, refund: 1395, "waiting-outlasts-year");
        });
        yield return new(15, "dies while waiting", life =>
        {
            var paid = life.Day(WaitingBegins, FundedEnds);
            life.Pays(Tier.Low, 380, paid);
            life.Withdraws("死亡", life.Day(paid, After90(paid).AddDays(-1)));
            life.Comes(380, refund: 380, "withdrawn");
        });
    }

    private static IEnumerable<Recipe> Funded()
    {
        yield return new(350, "fully funded, declared", life =>
        {
            var (row, day) = (life.Dice.Pick([LowIncome[0], .. FullyFunded]), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Declares(Tier.Low, day);
            life.IsPaidFor(row.Department, Tier.Low, 380, day);
            life.Enrolled(Tier.Low, day, 380, due: 0, NewYear, YearEnds, subsidy: 380, row.Category);
        });
        yield return new(30, "fully funded, pays all the same", life =>
        {
            var (row, day) = (life.Dice.Pick(FullyFunded), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Tier.Low, 380, day);
            life.Enrolled(Tier.Low, day, 380, due: 0, NewYear, YearEnds, subsidy: 380, row.Category);
            life.Comes(380, refund: 380, "overpaid");
        });
        yield return new(30, "fully funded, pays and declares on one day", life =>
        {
            var (row, day) = (life.Dice.Pick(FullyFunded), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Tier.Low, 100, day);
            life.Declares(Tier.Low, day);
            life.Enrolled(Tier.Low, day, 380, due: 0, NewYear, YearEnds, subsidy: 380, row.Category);
            life.Comes(100, refund: 100, "overpaid");
        });
        yield return new(330, "partly funded, pays the rest", life =>
        {
            var (row, day) = (life.Dice.Pick(PartlyFunded), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Tier.Low, 380 - row.Low, day);
            life.IsPaidFor(row.Department, Tier.Low, row.Low, day);
            life.Enrolled(Tier.Low, day, 380, due: 380 - row.Low, NewYear, YearEnds, row.Low, row.Category);
            life.Comes(paid: 380 - row.Low);
        });
        yield return new(60, "partly funded, pays the whole price", life =>
        {
            var (row, day) = (life.Dice.Pick(PartlyFunded), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Tier.Low, 380, day);
            life.Enrolled(Tier.Low, day, 380, due: 380 - row.Low, NewYear, YearEnds, row.Low, row.Category);
            life.Comes(380, refund: row.Low, "overpaid");
        });
        yield return new(80, "funded in the high tier with the low tier's price", life =>
        {
            var (row, day) = (life.Dice.Pick([.. LowIncome, .. FullyFunded]), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Tier.High, 375, day);
            life.IsPaidFor(row.Department, Tier.High, 380, day);
            life.Enrolled(Tier.High, day, 755, due: 375, NewYear, YearEnds, subsidy: 380, row.Category);
            life.Comes(paid: 375);
        });
        yield return new(30, "honoured family in the high tier", life =>
        {
            var (row, day) = (life.Dice.Pick(Honoured), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Declares(Tier.High, day);
            life.Enrolled(Tier.High, day, 755, due: 0, NewYear, YearEnds, subsidy: 755, row.Category);
        });
        yield return new(20, "honoured family in the low tier, as key entitled", life =>
        {
            var (row, day) = (life.Dice.Pick(Honoured), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Declares(Tier.Low, day);
            life.Enrolled(Tier.Low, day, 380, due: 0, NewYear, YearEnds, subsidy: 380, "key-entitled");
        });
        yield return new(30, "fully funded in spring, waits 90 days", life =>
        {
            var (row, day) = (life.Dice.Pick(FullyFunded), life.Day(WaitingBegins, FundedEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Declares(Tier.Low, day);
            life.Enrolled(Tier.Low, day, 380, due: 0, After90(day), YearEnds, subsidy: 380, row.Category);
        });
        yield return new(20, "no longer funded in summer", life =>
        {
            var (row, day) = (life.Dice.Pick(FullyFunded), life.Day(BorneBegins, LastWithCover));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Tier.Low, 1020, day);
            life.Enrolled(Tier.Low, day, 380, due: 1020, After90(day), YearEnds, borne: 640);
            life.Comes(paid: 1020);
        });
        yield return new(15, "fully funded, declared too early", life =>
        {
            var row = life.Dice.Pick(FullyFunded);
            life.HeldBy(row.Category, row.Department, Opens.AddDays(-20));
            life.Declares(Tier.Low, life.Day(Opens.AddDays(-19), Opens.AddDays(-1)));
            life.Comes(0, 0, "outside-collection-period");
        });
        yield return new(20, "only the department has paid", life =>
        {
            var (row, day) = (life.Dice.Pick(PartlyFunded), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.IsPaidFor(row.Department, Tier.Low, row.Low, day);
        });
    }

    private static IEnumerable<Recipe> LowIncomeLate()
    {
        yield return new(40, "low income in January or February, does not wait", life =>
        {
            var (row, day) = (life.Dice.Pick(PartlyFunded), life.Day(NewYear, NextMonthEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Tier.Low, 380 - row.Low, day);
            life.Enrolled(Tier.Low, day, 380, due: 380 - row.Low, day.AddDays(1), YearEnds, row.Low, row.Category);
            life.Comes(paid: 380 - row.Low);
        });
        yield return new(40, "low income in summer, the fiscal share is borne for them", life =>
        {
            var (row, day) = (life.Dice.Pick(PartlyFunded), life.Day(BorneBegins, YearEnds.AddDays(-1)));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Tier.Low, 380 - row.Low, day);
            life.Enrolled(Tier.Low, day, 380, due: 380 - row.Low, day.AddDays(1), YearEnds, row.Low, row.Category,
                borne: 640, subsidisedShare: 640);
            life.Comes(paid: 380 - row.Low);
        });
        yield return new(15, "extreme poverty in autumn, declared", life =>
        {
            var day = life.Day(LastWithCover, YearEnds.AddDays(-1));
            life.HeldBy("extreme-poverty", CivilAffairs, day);
            life.Declares(Tier.Low, day);
            life.Enrolled(Tier.Low, day, 380, due: 0, day.AddDays(1), YearEnds, 380, "extreme-poverty", borne: 640,
                subsidisedShare: 640);
        });
        yield return new(30, "escaped poverty in summer: no subsidy, no waiting", life =>
        {
            var day = life.Day(BorneBegins, YearEnds.AddDays(-1));
            life.HeldBy("escaped-poverty", Rural, day);
            life.Pays(Tier.Low, 1020, day);
            life.Enrolled(Tier.Low, day, 380, due: 1020, day.AddDays(1), YearEnds, borne: 640);
            life.Comes(paid: 1020);
        });
        yield return new(10, "low income on the last day, when no day is left", life =>
        {
            life.HeldBy("subsistence-allowance", CivilAffairs, YearEnds);
            life.Pays(Tier.Low, 38, YearEnds);
            life.Comes(38, refund: 38, "waiting-outlasts-year");
        });
    }

    private static IEnumerable<Recipe> Identities()
    {
        yield return new(20, "of two identities the higher counts", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            life.HeldBy("poverty-risk", Rural, day);
            life.HeldBy("orphan", CivilAffairs, day);
            life.Declares(Tier.Low, day);
            life.Enrolled(Tier.Low, day, 380, due: 0, NewYear, YearEnds, subsidy: 380, "orphan");
        });
        yield return new(20, "an identity that begins on the day counts", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            life.Holds("subsistence-allowance", CivilAffairs, from: day, to: day.AddDays(1));
            life.Pays(Tier.Low, 38, day);
            life.Enrolled(Tier.Low, day, 380, due: 38, NewYear, YearEnds, subsidy: 342, "subsistence-allowance");
            life.Comes(paid: 38);
        });
        yield return new(20, "an identity that ends on the day does not count", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            life.Holds("subsistence-allowance", CivilAffairs, from: day.AddDays(-300), to: day);
            life.Pays(Tier.Low, 380, day);
            life.Enrolled(Tier.Low, day, 380, due: 380, NewYear, YearEnds);
            life.Comes(paid: 380);
        });
        yield return new(30, "an identity certified after the payment changes nothing", life =>
        {
            var day = life.Day(Opens, CentralEnds.AddDays(-1));
            life.Pays(Tier.Low, 380, day);
            life.Holds("extreme-poverty", CivilAffairs, from: life.DayAfter(day, YearEnds));
            life.Enrolled(Tier.Low, day, 380, due: 380, NewYear, YearEnds);
            life.Comes(paid: 380);
        });
        yield return new(15, "a due that falls below what was paid completes nothing", life =>
        {
            var day = life.Day(Opens, CentralEnds.AddDays(-1));
            life.Pays(Tier.Low, 200, day);
            life.Holds("subsistence-allowance", CivilAffairs, from: life.DayAfter(day, CentralEnds));
            life.Comes(200, 0, "part-paid");
        });
        yield return new(15, "a due that falls, and one more payment", life =>
        {
            var first = life.Day(Opens, CentralEnds.AddDays(-2));
            var certified = life.DayAfter(first, CentralEnds.AddDays(-1));
            var second = life.DayAfter(certified, CentralEnds);
            life.Pays(Tier.Low, 37, first);
            life.Holds("subsistence-allowance", CivilAffairs, certified);
            life.Pays(Tier.Low, 3, second);
            life.Enrolled(Tier.Low, second, 380, due: 38, NewYear, YearEnds, subsidy: 342, "subsistence-allowance");
            life.Comes(40, refund: 2, "overpaid");
        });
        yield return new(15, "pays a part, is certified and declared", life =>
        {
            var first = life.Day(Opens, CentralEnds.AddDays(-1));
            var second = life.DayAfter(first, CentralEnds);
            life.Pays(Tier.Low, 100, first);
            life.Holds("severe-disability", Disabled, second);
            life.Declares(Tier.Low, second);
            life.Enrolled(Tier.Low, second, 380, due: 0, NewYear, YearEnds, subsidy: 380, "severe-disability");
            life.Comes(100, refund: 100, "overpaid");
        });
        yield return new(15, "declared before being certified, declared again", life =>
        {
            var first = life.Day(Opens, CentralEnds.AddDays(-1));
            var second = life.DayAfter(first, CentralEnds);
            life.Declares(Tier.Low, first);
            life.Holds("severe-disability", Disabled, second);
            life.Declares(Tier.Low, second);
            life.Enrolled(Tier.Low, second, 380, due: 0, NewYear, YearEnds, subsidy: 380, "severe-disability");
            life.Comes(0, 0, "declaration-not-free");
        });
        yield return new(15, "enrolled by declaration, changes to the high tier", life =>
        {
            var first = life.Day(Opens, CentralEnds.AddDays(-1));
            var second = life.DayAfter(first, CentralEnds);
            life.HeldBy("orphan", CivilAffairs, first);
            life.Declares(Tier.Low, first);
            life.Pays(Tier.High, 375, second);
            life.Enrolled(Tier.High, second, 755, due: 375, NewYear, YearEnds, subsidy: 380, "orphan");
            life.Comes(paid: 375);
        });
    }

    private static DateOnly NextMonth(DateOnly day) => new DateOnly(day.Year, day.Month, 1).AddMonths(1);

    // The day of payment is not counted; benefits begin on the day after the ninetieth.
    private static DateOnly After90(DateOnly day) => day.AddDays(91);
}

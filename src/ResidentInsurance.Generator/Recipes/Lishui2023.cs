using ResidentInsurance.Contracts;

namespace ResidentInsurance.Generator.Recipes;

/// <summary>黎水镇2023年筹资工作方案, its figures by hand.</summary>
internal static class Lishui2023
{
    private const string CivilAffairs = "区民政局";
    private const string Rural = "区乡村振兴局";
    private const string Disabled = "区残联";
    private const string Veterans = "区退役军人事务局";

    // 二（三）: each has 350 in the high tier.
    private static readonly Row[] Partly =
    [
        new("subsistence-allowance", CivilAffairs, 315, 350), new("subsistence-margin", CivilAffairs, 245, 350),
        new("returned-to-poverty", Rural, 245, 350), new("unstable-escape", Rural, 245, 350),
        new("poverty-risk", Rural, 245, 350), new("sudden-hardship", Rural, 245, 350),
        new("severe-disability", Disabled, 245, 350), new("key-entitled", Veterans, 245, 350),
        new("hardship-student", CivilAffairs, 245, 350), new("severe-illness-poor", CivilAffairs, 245, 350),
    ];

    private static readonly DateOnly Opens = new(2022, 10, 25);
    private static readonly DateOnly CentralEnds = new(2022, 12, 31);
    private static readonly DateOnly NewYear = new(2023, 1, 1);
    private static readonly DateOnly NextMonthEnds = new(2023, 2, 28);
    private static readonly DateOnly WaitingBegins = new(2023, 3, 1);
    private static readonly DateOnly WaitingEnds = new(2023, 6, 30);
    private static readonly DateOnly BorneBegins = new(2023, 7, 1);
    private static readonly DateOnly LastWithCover = new(2023, 9, 30);
    private static readonly DateOnly YearEnds = new(2023, 12, 31);
    private static readonly DateOnly AcademicYearBegins = new(2022, 9, 1);
    private static readonly DateOnly AcademicYearEnds = new(2023, 8, 31);

    public static Campaign Campaign { get; } = new("lishui-2023", "500114134", new Prices(350, 725), Opens, CentralEnds,
        NewYear, YearEnds, _ => [.. Windows(), .. Funded(), .. Students()])
    {
        Thresholds = [95, 100],
    };

    private static IEnumerable<Recipe> Windows()
    {
        yield return new(220, "pays in January or February", life =>
        {
            var day = life.Day(NewYear, NextMonthEnds);
            life.Pays(Tier.Low, 350, day);
            life.Enrolled(Tier.Low, day, 350, due: 350, new DateOnly(2023, day.Month + 1, 1), YearEnds);
            life.Comes(paid: 350);
        });
        yield return new(120, "pays in spring, waits three months", life =>
        {
            var day = life.Day(WaitingBegins, WaitingEnds);
            life.Pays(Tier.High, 725, day);
            life.Enrolled(Tier.High, day, 725, due: 725, AfterThreeMonths(day), YearEnds);
            life.Comes(paid: 725);
        });
        yield return new(80, "pays in summer and bears the fiscal share", life =>
        {
            var day = life.Day(BorneBegins, LastWithCover);
            life.Pays(Tier.Low, 990, day);
            life.Enrolled(Tier.Low, day, 350, due: 990, AfterThreeMonths(day), YearEnds, borne: 640);
            life.Comes(paid: 990);
        });
        yield return new(20, "pays spring's price in summer", life =>
        {
            life.Pays(Tier.Low, 350, life.Day(BorneBegins, LastWithCover));
            life.Comes(350, 0, "part-paid");
        });
        yield return new(60, "pays too late for any cover", life =>
        {
            life.Pays(Tier.Low, 990, life.Day(LastWithCover.AddDays(1), YearEnds));
            life.Comes(990, refund: 990, "waiting-outlasts-year");
        });
        yield return new(30, "born in spring: no right of newborns here, but no cover before birth", life =>
        {
            life.Birth = life.Day(new DateOnly(2023, 1, 2), new DateOnly(2023, 2, 10));
            var day = life.Day(life.Birth, NextMonthEnds);
            life.Pays(Tier.Low, 350, day);
            life.Enrolled(Tier.Low, day, 350, due: 350, new DateOnly(2023, day.Month + 1, 1), YearEnds);
            life.Comes(paid: 350);
        });
    }

    private static IEnumerable<Recipe> Funded()
    {
        yield return new(150, "extreme poverty, declared", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            life.HeldBy("extreme-poverty", CivilAffairs, day);
            life.Declares(Tier.Low, day);
            life.IsPaidFor(CivilAffairs, Tier.Low, 350, day);
            life.Enrolled(Tier.Low, day, 350, due: 0, NewYear, YearEnds, subsidy: 350, "extreme-poverty");
        });
        yield return new(380, "partly funded, pays the rest", life =>
        {
            var (row, day) = (life.Dice.Pick(Partly), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Tier.Low, 350 - row.Low, day);
            life.IsPaidFor(row.Department, Tier.Low, row.Low, day);
            life.Enrolled(Tier.Low, day, 350, due: 350 - row.Low, NewYear, YearEnds, row.Low, row.Category);
            life.Comes(paid: 350 - row.Low);
        });
        yield return new(60, "partly funded, pays the whole price", life =>
        {
            var (row, day) = (life.Dice.Pick(Partly), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Tier.Low, 350, day);
            life.Enrolled(Tier.Low, day, 350, due: 350 - row.Low, NewYear, YearEnds, row.Low, row.Category);
            life.Comes(350, refund: row.Low, "overpaid");
        });
        yield return new(80, "funded in the high tier with 350", life =>
        {
            var (row, day) = (life.Dice.Pick(Partly), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Tier.High, 375, day);
            life.Enrolled(Tier.High, day, 725, due: 375, NewYear, YearEnds, subsidy: 350, row.Category);
            life.Comes(paid: 375);
        });
        yield return new(150, "escaped poverty: 50 in both tiers", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            life.HeldBy("escaped-poverty", Rural, day);
            var (tier, price) = life.Dice.OneIn(4) ? (Tier.High, 725) : (Tier.Low, 350);
            life.Pays(tier, price - 50, day);
            life.Enrolled(tier, day, price, due: price - 50, NewYear, YearEnds, subsidy: 50, "escaped-poverty");
            life.Comes(paid: price - 50);
        });
        yield return new(30, "partly funded in summer: the subsidy goes on, the fiscal share is borne", life =>
        {
            var (row, day) = (life.Dice.Pick(Partly), life.Day(BorneBegins, LastWithCover));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Tier.Low, 990 - row.Low, day);
            life.Enrolled(Tier.Low, day, 350, due: 990 - row.Low, AfterThreeMonths(day), YearEnds, row.Low, row.Category, borne: 640);
            life.Comes(paid: 990 - row.Low);
        });
        yield return new(20, "declared in summer: not free, for the fiscal share", life =>
        {
            var day = life.Day(BorneBegins, LastWithCover);
            life.HeldBy("extreme-poverty", CivilAffairs, day);
            life.Declares(Tier.Low, day);
            life.Comes(0, 0, "declaration-not-free");
        });
        yield return new(30, "low income in January waits like anyone", life =>
        {
            var day = life.Day(NewYear, NextMonthEnds);
            life.HeldBy("subsistence-allowance", CivilAffairs, day);
            life.Pays(Tier.Low, 35, day);
            life.Enrolled(Tier.Low, day, 350, due: 35, new DateOnly(2023, day.Month + 1, 1), YearEnds, 315, "subsistence-allowance");
            life.Comes(paid: 35);
        });
        yield return new(20, "an identity that ends on the day does not count", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            life.Holds("poverty-risk", Rural, from: day.AddDays(-200), to: day);
            life.Pays(Tier.Low, 350, day);
            life.Enrolled(Tier.Low, day, 350, due: 350, NewYear, YearEnds);
            life.Comes(paid: 350);
        });
        yield return new(20, "of two identities the higher counts", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            life.HeldBy("escaped-poverty", Rural, day);
            life.HeldBy("subsistence-allowance", CivilAffairs, day);
            life.Pays(Tier.Low, 35, day);
            life.Enrolled(Tier.Low, day, 350, due: 35, NewYear, YearEnds, subsidy: 315, "subsistence-allowance");
            life.Comes(paid: 35);
        });
        yield return new(30, "an identity certified after the payment changes nothing", life =>
        {
            var day = life.Day(Opens, CentralEnds.AddDays(-1));
            life.Pays(Tier.Low, 350, day);
            life.Holds("extreme-poverty", CivilAffairs, from: life.DayAfter(day, YearEnds));
            life.Enrolled(Tier.Low, day, 350, due: 350, NewYear, YearEnds);
            life.Comes(paid: 350);
        });
    }

    private static IEnumerable<Recipe> Students()
    {
        yield return new(80, "student, covered for the academic year", life =>
        {
            var day = life.Day(AcademicYearBegins, CentralEnds);
            AsStudent(life, "");
            life.Pays(Tier.Low, 320, day);
            life.Enrolled(Tier.Low, day, 320, due: 320, AcademicYearBegins, AcademicYearEnds);
            life.Comes(paid: 320);
        });
        yield return new(40, "graduating student, covered to the year's end", life =>
        {
            var day = life.Day(AcademicYearBegins, CentralEnds);
            AsStudent(life, "毕业年级");
            life.Pays(Tier.High, 695, day);
            life.Enrolled(Tier.High, day, 695, due: 695, AcademicYearBegins, YearEnds);
            life.Comes(paid: 695);
        });
        yield return new(20, "student in January or February", life =>
        {
            var day = life.Day(NewYear, NextMonthEnds);
            AsStudent(life, "");
            life.Pays(Tier.Low, 320, day);
            life.Enrolled(Tier.Low, day, 320, due: 320, new DateOnly(2023, day.Month + 1, 1), AcademicYearEnds);
            life.Comes(paid: 320);
        });
        yield return new(15, "student whose waiting outlasts the academic year", life =>
        {
            AsStudent(life, "");
            life.Pays(Tier.Low, 320, life.Day(new DateOnly(2023, 5, 31), WaitingEnds));
            life.Comes(320, refund: 320, "waiting-outlasts-year");
        });
        yield return new(20, "student in hardship", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            AsStudent(life, "");
            life.HeldBy("hardship-student", CivilAffairs, day);
            life.Pays(Tier.Low, 75, day);
            life.Enrolled(Tier.Low, day, 320, due: 75, AcademicYearBegins, AcademicYearEnds, subsidy: 245, "hardship-student");
            life.Comes(paid: 75);
        });
    }

    private static void AsStudent(Life life, string mark)
    {
        life.IsAged(18, 24, AcademicYearBegins);
        (life.IsStudent, life.StudentMark) = (true, mark);
    }

    // The period ends on the corresponding day three months later, or on that month's last; benefits begin after it.
    private static DateOnly AfterThreeMonths(DateOnly day) => day.AddMonths(3).AddDays(1);
}

using ResidentInsurance.Contracts;

namespace ResidentInsurance.Generator.Recipes;

/// <summary>瑞州街道2024年度通知, its figures by hand.</summary>
internal static class Ruizhou2024
{
    private const string CivilAffairs = "民政部门";
    private const string Rural = "乡村振兴部门";
    private const string Disabled = "残联";
    private const string Veterans = "退役军人事务部门";
    private const Tier Single = Tier.Single;

    // 三（一）: 全额.
    private static readonly Row[] Fully =
    [
        new("extreme-poverty", CivilAffairs, 380), new("orphan", CivilAffairs, 380), new("disabled-soldier", Veterans, 380),
        new("martyr-family", Veterans, 380), new("duty-death-family", Veterans, 380), new("illness-death-family", Veterans, 380),
        new("red-army-veteran", Veterans, 380), new("demobilised-veteran", Veterans, 380), new("ill-veteran", Veterans, 380),
        new("war-veteran", Veterans, 380), new("enterprise-transferred-officer", Veterans, 380),
        new("pre1953-retired-soldier", Veterans, 380), new("unemployed-retired-soldier", Veterans, 380),
        new("martyr-child-60", Veterans, 380),
    ];

    // 三（一）: 定额, each person pays 60.
    private static readonly Row[] Partly =
    [
        new("subsistence-allowance", CivilAffairs, 320), new("returned-to-poverty", Rural, 320),
        new("unstable-escape", Rural, 320), new("poverty-risk", Rural, 320), new("illness-monitored", Rural, 320),
        new("unsupported-child", CivilAffairs, 320), new("severe-disability", Disabled, 320),
    ];

    private static readonly (string Kind, Func<DateOnly, DateOnly> Last)[] Rights =
    [
        ("退役", on => on.AddMonths(3)), ("职工医保中断", on => on.AddMonths(3)), ("户口迁入", on => on.AddDays(90)),
        ("回国", on => on.AddDays(90)), ("刑满释放", on => on.AddDays(90)), ("流动人员子女", on => on.AddDays(90)),
        ("大学生返乡", on => on.AddDays(90)),
    ];

    private static readonly DateOnly Opens = new(2023, 9, 15);
    private static readonly DateOnly CentralEnds = new(2023, 12, 31);
    private static readonly DateOnly NewYear = new(2024, 1, 1);
    private static readonly DateOnly LastWithCover = new(2024, 10, 1);
    private static readonly DateOnly YearEnds = new(2024, 12, 31);

    public static Campaign Campaign { get; } = new("ruizhou-2024", "360983001", new Prices(380, 0), Opens, CentralEnds,
        NewYear, YearEnds, _ => [.. Windows(), .. Funded(), .. LateCertifications(), .. Rightful(), .. StudentsAndNewborns()]);

    private static IEnumerable<Recipe> Windows()
    {
        yield return new(300, "pays after the central period, waits 90 days", life =>
        {
            var day = life.Day(NewYear, LastWithCover);
            life.Pays(Single, 380, day);
            life.Enrolled(Single, day, 380, due: 380, day.AddDays(91), YearEnds);
            life.Comes(paid: 380);
        });
        yield return new(60, "pays too late for any cover", life =>
        {
            life.Pays(Single, 380, life.Day(LastWithCover.AddDays(1), YearEnds));
            life.Comes(380, refund: 380, "waiting-outlasts-year");
        });
    }

    private static IEnumerable<Recipe> Funded()
    {
        yield return new(250, "fully funded, declared", life =>
        {
            var (row, day) = (life.Dice.Pick(Fully), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Declares(Single, day);
            life.IsPaidFor(row.Department, Single, 380, day);
            life.Enrolled(Single, day, 380, due: 0, NewYear, YearEnds, subsidy: 380, row.Category);
        });
        yield return new(350, "partly funded, pays 60", life =>
        {
            var (row, day) = (life.Dice.Pick(Partly), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Single, 60, day);
            life.IsPaidFor(row.Department, Single, 320, day);
            life.Enrolled(Single, day, 380, due: 60, NewYear, YearEnds, subsidy: 320, row.Category);
            life.Comes(paid: 60);
        });
        yield return new(60, "partly funded, pays the whole price", life =>
        {
            var (row, day) = (life.Dice.Pick(Partly), life.Day(Opens, CentralEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Single, 380, day);
            life.Enrolled(Single, day, 380, due: 60, NewYear, YearEnds, subsidy: 320, row.Category);
            life.Comes(380, refund: 320, "overpaid");
        });
        yield return new(80, "funded, pays late, covered for the whole year", life =>
        {
            var (row, day) = (life.Dice.Pick(Partly), life.Day(NewYear, YearEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Pays(Single, 60, day);
            life.Enrolled(Single, day, 380, due: 60, NewYear, YearEnds, subsidy: 320, row.Category);
            life.Comes(paid: 60);
        });
        yield return new(30, "fully funded, declared late, covered for the whole year", life =>
        {
            var (row, day) = (life.Dice.Pick(Fully), life.Day(NewYear, YearEnds));
            life.HeldBy(row.Category, row.Department, day);
            life.Declares(Single, day);
            life.Enrolled(Single, day, 380, due: 0, NewYear, YearEnds, subsidy: 380, row.Category);
        });
        yield return new(20, "escaped poverty has no subsidy here", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            life.HeldBy("escaped-poverty", Rural, day);
            life.Pays(Single, 380, day);
            life.Enrolled(Single, day, 380, due: 380, NewYear, YearEnds);
            life.Comes(paid: 380);
        });
        yield return new(20, "an identity that has ended no longer subsidises", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            life.Holds("poverty-risk", Rural, from: day.AddDays(-400), to: day);
            life.Pays(Single, 380, day);
            life.Enrolled(Single, day, 380, due: 380, NewYear, YearEnds);
            life.Comes(paid: 380);
        });
        yield return new(20, "only the department has paid", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            life.HeldBy("subsistence-allowance", CivilAffairs, day);
            life.IsPaidFor(CivilAffairs, Single, 320, day);
        });
    }

    // 三（二）: a person who is certified in the central period after having paid gets back what would have been taken off.
    private static IEnumerable<Recipe> LateCertifications()
    {
        yield return new(120, "certified after paying, within the central period", life =>
        {
            var (row, day) = (life.Dice.Pick(Partly), life.Day(Opens, CentralEnds.AddDays(-1)));
            life.Pays(Single, 380, day);
            life.Holds(row.Category, row.Department, life.DayAfter(day, CentralEnds));
            life.Enrolled(Single, day, 380, due: 380, NewYear, YearEnds);
            life.Comes(380, refund: 320, "late-certification");
        });
        yield return new(20, "certified after paying too much", life =>
        {
            var (row, day) = (life.Dice.Pick(Fully), life.Day(Opens, CentralEnds.AddDays(-1)));
            life.Pays(Single, 400, day);
            life.Holds(row.Category, row.Department, life.DayAfter(day, CentralEnds));
            life.Enrolled(Single, day, 380, due: 380, NewYear, YearEnds);
            life.Comes(400, refund: 400, "late-certification", "overpaid");
        });
        yield return new(20, "a better identity follows a lesser one", life =>
        {
            var day = life.Day(Opens, CentralEnds.AddDays(-1));
            life.HeldBy("poverty-risk", Rural, day);
            life.Pays(Single, 60, day);
            life.Holds("orphan", CivilAffairs, life.DayAfter(day, CentralEnds));
            life.Enrolled(Single, day, 380, due: 60, NewYear, YearEnds, subsidy: 320, "poverty-risk");
            life.Comes(60, refund: 60, "late-certification");
        });
        yield return new(20, "an equal identity follows", life =>
        {
            var day = life.Day(Opens, CentralEnds.AddDays(-1));
            life.HeldBy("poverty-risk", Rural, day);
            life.Pays(Single, 60, day);
            life.Holds("subsistence-allowance", CivilAffairs, life.DayAfter(day, CentralEnds));
            life.Enrolled(Single, day, 380, due: 60, NewYear, YearEnds, subsidy: 320, "poverty-risk");
            life.Comes(paid: 60);
        });
        yield return new(40, "certified after the central period", life =>
        {
            var (row, day) = (life.Dice.Pick(Fully), life.Day(Opens, CentralEnds));
            life.Pays(Single, 380, day);
            life.Holds(row.Category, row.Department, life.Day(NewYear, YearEnds));
            life.Enrolled(Single, day, 380, due: 380, NewYear, YearEnds);
            life.Comes(paid: 380);
        });
        yield return new(20, "certified after the central period while waiting for cover", life =>
        {
            var (row, day) = (life.Dice.Pick([.. Fully, .. Partly]), life.Day(NewYear, LastWithCover));
            life.Pays(Single, 380, day);
            life.Holds(row.Category, row.Department, life.DayAfter(day, day.AddDays(90)));
            life.Enrolled(Single, day, 380, due: 380, day.AddDays(91), YearEnds);
            life.Comes(380, 0, "certified-while-waiting");
        });
        yield return new(10, "paid late and certified when cover has begun", life =>
        {
            var (row, day) = (life.Dice.Pick(Fully), life.Day(NewYear, LastWithCover));
            life.Pays(Single, 380, day);
            life.Holds(row.Category, row.Department, life.Day(day.AddDays(91), YearEnds));
            life.Enrolled(Single, day, 380, due: 380, day.AddDays(91), YearEnds);
            life.Comes(paid: 380);
        });
        yield return new(10, "certified after paying, then withdrawn", life =>
        {
            var day = life.Day(Opens, CentralEnds.AddDays(-1));
            var certified = life.DayAfter(day, CentralEnds);
            life.Pays(Single, 380, day);
            life.Holds("orphan", CivilAffairs, certified);
            life.Withdraws("迁出", life.Day(day, CentralEnds));
            life.Comes(380, refund: 380, "withdrawn");
        });
    }

    private static IEnumerable<Recipe> Rightful()
    {
        yield return new(90, "a special right: from the day after", life =>
        {
            var right = life.Dice.Pick(Rights);
            var on = life.Day(new DateOnly(2023, 10, 10), new DateOnly(2024, 9, 20));
            var day = life.Day(on > NewYear ? on : NewYear, right.Last(on));
            (life.Circumstance, life.CircumstanceOn) = (right.Kind, on);
            life.Pays(Single, 380, day);
            life.Enrolled(Single, day, 380, due: 380, day.AddDays(1), YearEnds);
            life.Comes(paid: 380);
        });
        yield return new(15, "a special right a day too late", life =>
        {
            var right = life.Dice.Pick(Rights);
            var on = life.Day(new DateOnly(2023, 10, 10), new DateOnly(2024, 6, 20));
            var day = right.Last(on).AddDays(1);
            (life.Circumstance, life.CircumstanceOn) = (right.Kind, on);
            life.Pays(Single, 380, day);
            life.Enrolled(Single, day, 380, due: 380, day.AddDays(91), YearEnds);
            life.Comes(paid: 380);
        });
        yield return new(15, "a special right in the central period", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            (life.Circumstance, life.CircumstanceOn) = ("户口迁入", day.AddDays(-5));
            life.Pays(Single, 380, day);
            life.Enrolled(Single, day, 380, due: 380, NewYear, YearEnds);
            life.Comes(paid: 380);
        });
        yield return new(15, "a right without a limit", life =>
        {
            var day = life.Day(NewYear, YearEnds.AddDays(-1));
            life.Circumstance = life.Dice.OneIn(2) ? "宗教教职人员" : "未资助医疗救助对象";
            life.Pays(Single, 380, day);
            life.Enrolled(Single, day, 380, due: 380, day.AddDays(1), YearEnds);
            life.Comes(paid: 380);
        });
    }

    private static IEnumerable<Recipe> StudentsAndNewborns()
    {
        yield return new(100, "student, declared: owes nothing", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            AsStudent(life);
            life.Declares(Single, day);
            life.Enrolled(Single, day, 380, due: 0, NewYear, YearEnds, subsidy: 380, "university-student");
        });
        yield return new(20, "student, declared late: waits like anyone", life =>
        {
            var day = life.Day(NewYear, LastWithCover);
            AsStudent(life);
            life.Declares(Single, day);
            life.Enrolled(Single, day, 380, due: 0, day.AddDays(91), YearEnds, subsidy: 380, "university-student");
        });
        yield return new(20, "student who pays all the same", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            AsStudent(life);
            life.Pays(Single, 380, day);
            life.Enrolled(Single, day, 380, due: 0, NewYear, YearEnds, subsidy: 380, "university-student");
            life.Comes(380, refund: 380, "overpaid");
        });
        yield return new(60, "newborn, covered from birth", life =>
        {
            life.Birth = life.Day(new DateOnly(2024, 1, 2), new DateOnly(2024, 12, 1));
            var day = life.Day(life.Birth, life.Birth.AddDays(90));
            life.Pays(Single, 380, day);
            life.Enrolled(Single, day, 380, due: 380, life.Birth, YearEnds);
            life.Comes(paid: 380);
        });
        yield return new(15, "newborn after 91 days, as anyone", life =>
        {
            life.Birth = life.Day(new DateOnly(2024, 1, 2), new DateOnly(2024, 6, 1));
            var day = life.Birth.AddDays(91);
            life.Pays(Single, 380, day);
            life.Enrolled(Single, day, 380, due: 380, day.AddDays(91), YearEnds);
            life.Comes(paid: 380);
        });
    }

    private static void AsStudent(Life life)
    {
        life.IsAged(18, 24, new DateOnly(2023, 9, 1));
        life.IsStudent = true;
    }
}

using ResidentInsurance.Contracts;

namespace ResidentInsurance.Generator.Recipes;

/// <summary>Students and newborns.</summary>
internal static partial class Fengyan2024
{
    private static IEnumerable<Recipe> Students()
    {
        yield return new(80, "student in the central period", life =>
        {
            var day = life.Day(new DateOnly(2023, 9, 1), CentralEnds);
            AsStudent(life, "");
            life.Pays(Tier.Low, 350, day);
            life.Enrolled(Tier.Low, day, 350, due: 350, NewYear, YearEnds);
            life.Comes(paid: 350);
        });
        yield return new(50, "freshman, covered from the day after", life =>
        {
            var day = life.Day(new DateOnly(2023, 9, 1), CentralEnds);
            AsStudent(life, "新生");
            life.Pays(Tier.High, 725, day);
            life.Enrolled(Tier.High, day, 725, due: 725, day.AddDays(1), YearEnds);
            life.Comes(paid: 725);
        });
        yield return new(40, "student who has paid with the academic year", life =>
        {
            var day = life.Day(Opens, FundedEnds);
            AsStudent(life, "学年已参保");
            life.Declares(Tier.Low, day);
            life.Enrolled(Tier.Low, day, 0, due: 0, new DateOnly(2023, 9, 1), YearEnds);
        });
        yield return new(20, "student in summer never bears the fiscal share", life =>
        {
            var day = life.Day(BorneBegins, LastWithCover);
            AsStudent(life, "");
            life.Pays(Tier.Low, 350, day);
            life.Enrolled(Tier.Low, day, 350, due: 350, After90(day), YearEnds);
            life.Comes(paid: 350);
        });
        yield return new(20, "student whose subsidy is capped by the price", life =>
        {
            var day = life.Day(Opens, CentralEnds);
            AsStudent(life, "");
            life.HeldBy("extreme-poverty", CivilAffairs, day);
            life.Declares(Tier.Low, day);
            life.Enrolled(Tier.Low, day, 350, due: 0, NewYear, YearEnds, subsidy: 350, "extreme-poverty");
        });
    }

    private static IEnumerable<Recipe> Newborns()
    {
        yield return new(60, "newborn, covered from birth", life =>
        {
            life.Birth = life.Day(new DateOnly(2024, 1, 2), new DateOnly(2024, 12, 1));
            var day = life.Day(life.Birth, life.Birth.AddDays(90));
            life.Pays(Tier.Low, 380, day);
            life.Enrolled(Tier.Low, day, 380, due: 380, life.Birth, YearEnds);
            life.Comes(paid: 380);
        });
        yield return new(20, "newborn of the autumn before", life =>
        {
            life.Birth = life.Day(new DateOnly(2023, 11, 1), CentralEnds);
            var day = life.Day(life.Birth, life.Birth.AddDays(90));
            life.Pays(Tier.High, 755, day);
            life.Enrolled(Tier.High, day, 755, due: 755, NewYear, YearEnds);
            life.Comes(paid: 755);
        });
        yield return new(15, "newborn after 91 days, as anyone", life =>
        {
            life.Birth = life.Day(new DateOnly(2024, 1, 2), new DateOnly(2024, 3, 31));
            var day = life.Birth.AddDays(91);
            life.Pays(Tier.Low, 380, day);
            life.Enrolled(Tier.Low, day, 380, due: 380, After90(day), YearEnds);
            life.Comes(paid: 380);
        });
        yield return new(5, "paid for before birth", life =>
        {
            life.Birth = life.Day(new DateOnly(2024, 2, 1), new DateOnly(2024, 6, 1));
            life.Pays(Tier.Low, 380, life.Birth.AddDays(-1 - life.Dice.Throw(20)));
            life.Comes(380, refund: 380, "born-after-payment");
        });
    }

    private static void AsStudent(Life life, string mark)
    {
        life.IsAged(18, 24, new DateOnly(2023, 9, 1));
        (life.IsStudent, life.StudentMark) = (true, mark);
    }
}

using ResidentInsurance.Contracts;

namespace ResidentInsurance.Generator.Recipes;

/// <summary>Residents of <see cref="Central"/> who withdraw, are suspended or die.</summary>
internal static class CentralLeaving
{
    public static IEnumerable<Recipe> Recipes(Campaign c) => [.. Leaving(c), .. Dying(c)];

    private static IEnumerable<Recipe> Leaving(Campaign c)
    {
        var (tier, price) = (c.Prices.First, c.Prices.Low);
        string[] reasons = ["参加职工医保", "异地参保", "重复缴费", "迁出"];
        yield return new(40, "withdraws before cover begins", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            life.Pays(tier, price, paid);
            life.Withdraws(life.Dice.Pick([.. reasons, "死亡"]), life.Day(paid, c.CentralEnds));
            life.Comes(price, refund: price, "withdrawn");
        });
        yield return new(10, "withdraws before cover begins and pays again", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            var left = life.Day(paid, c.CentralEnds.AddDays(-1));
            life.Pays(tier, price, paid);
            var again = life.DayAfter(left, c.CentralEnds);
            life.Withdraws(life.Dice.Pick(reasons), left);
            life.Pays(tier, price, again);
            Central.Enroll(life, c, again);
            life.Comes(2 * price, refund: price, "withdrawn");
        });
        yield return new(10, "withdraws before cover begins and pays a part again", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            var left = life.Day(paid, c.CentralEnds.AddDays(-1));
            life.Pays(tier, price, paid);
            life.Withdraws(life.Dice.Pick(reasons), left);
            life.Pays(tier, 100, life.DayAfter(left, c.CentralEnds));
            life.Comes(price + 100, refund: price, "part-paid", "withdrawn");
        });
        yield return new(10, "withdraws twice before cover begins", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            var left = life.Day(paid, c.CentralEnds.AddDays(-1));
            life.Pays(tier, price, paid);
            life.Withdraws(reasons[0], left);
            life.Withdraws(reasons[1], life.DayAfter(left, c.CentralEnds));
            life.Comes(price, refund: price, "withdrawn");
        });
        yield return new(60, "dies while covered", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            var died = life.Day(c.YearBegins, c.YearEnds);
            life.Pays(tier, price, paid);
            life.Withdraws("死亡", died);
            Central.Enroll(life, c, paid, died);
            life.Comes(paid: price);
        });
        yield return new(40, "is suspended while covered", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            life.Pays(tier, price, paid);
            var left = life.Day(c.YearBegins, c.YearEnds);
            life.Withdraws(life.Dice.Pick(reasons), left);
            Central.Enroll(life, c, paid);
            life.Suspended(left);
            life.Comes(paid: price);
        });
        yield return new(10, "is suspended, and another reason follows", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            var left = life.Day(c.YearBegins, c.YearEnds.AddDays(-1));
            life.Pays(tier, price, paid);
            life.Withdraws(reasons[0], left);
            life.Withdraws(reasons[3], life.DayAfter(left, c.YearEnds));
            Central.Enroll(life, c, paid);
            life.Suspended(left);
            life.Comes(paid: price);
        });
        yield return new(10, "leaves when cover has ended", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            life.Pays(tier, price, paid);
            life.Withdraws(life.Dice.Pick([.. reasons, "死亡"]), life.Day(c.YearEnds.AddDays(1), c.YearEnds.AddDays(60)));
            Central.Enroll(life, c, paid);
            life.Comes(paid: price);
        });
        yield return new(10, "withdraws without being enrolled", life =>
            life.Withdraws(life.Dice.Pick(reasons), life.Day(c.Opens, c.YearEnds)));
        yield return new(10, "withdraws, and pays afterwards for the first time", life =>
        {
            var left = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            var paid = life.DayAfter(left, c.CentralEnds);
            life.Withdraws(life.Dice.Pick(reasons), left);
            life.Pays(tier, price, paid);
            Central.Enroll(life, c, paid);
            life.Comes(paid: price);
        });
    }

    private static IEnumerable<Recipe> Dying(Campaign c)
    {
        var (tier, price) = (c.Prices.First, c.Prices.Low);
        yield return new(10, "is suspended and dies, perhaps on the same day", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            var left = life.Day(c.YearBegins, c.YearEnds);
            var died = life.Day(left, c.YearEnds);
            life.Pays(tier, price, paid);
            life.Withdraws("参加职工医保", left);
            life.Withdraws("死亡", died);
            Central.Enroll(life, c, paid, died);
            life.Suspended(left, died);
            life.Comes(paid: price);
        });
        yield return new(10, "dies while covered, and a payment comes afterwards", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            var died = life.Day(c.YearBegins, c.YearEnds.AddDays(-1));
            life.Pays(tier, price, paid);
            life.Withdraws("死亡", died);
            life.Pays(tier, 50, life.DayAfter(died, c.YearEnds));
            Central.Enroll(life, c, paid, died);
            life.Comes(price + 50, refund: 50, "deceased");
        });
        yield return new(10, "dies while covered, and somebody withdraws and declares the person", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            var died = life.Day(c.YearBegins, c.YearEnds.AddDays(-1));
            life.Pays(tier, price, paid);
            life.Withdraws("死亡", died);
            life.Withdraws("迁出", life.DayAfter(died, c.YearEnds));
            life.Declares(tier, life.DayAfter(died, c.YearEnds));
            Central.Enroll(life, c, paid, died);
            life.Comes(price, 0, "deceased");
        });
        yield return new(10, "dies before cover begins, and payments go on", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            var died = life.Day(paid, c.CentralEnds.AddDays(-1));
            life.Pays(tier, price, paid);
            life.Withdraws("死亡", died);
            life.Pays(tier, price, life.DayAfter(died, c.CentralEnds));
            life.Comes(2 * price, refund: 2 * price, "deceased", "withdrawn");
        });
        yield return new(10, "pays a part and dies", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            life.Pays(tier, price - 10, paid);
            life.Withdraws("死亡", life.Day(paid, c.YearEnds));
            life.Comes(price - 10, refund: price - 10, "deceased");
        });
        yield return new(10, "dies without having paid", life => life.Withdraws("死亡", life.Day(c.Opens, c.YearEnds)));
        yield return new(10, "has died, and is paid for and declared all the same", life =>
        {
            var died = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            life.Withdraws("死亡", died);
            life.Pays(tier, price, life.DayAfter(died, c.CentralEnds));
            life.Declares(tier, life.DayAfter(died, c.CentralEnds));
            life.Comes(price, refund: price, "deceased");
        });
    }
}

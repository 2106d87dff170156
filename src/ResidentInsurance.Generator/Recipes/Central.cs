using ResidentInsurance.Contracts;

namespace ResidentInsurance.Generator.Recipes;

/// <summary>Ordinary residents in the central period, which every notice treats alike: whoever has paid in it is covered
/// for the calendar year. What differs between notices is beside their figures.</summary>
internal static class Central
{
    /// <summary>How the stories of people who are on no roster begin.</summary>
    public const string UnknownStory = "is not registered";

    public static IEnumerable<Recipe> Recipes(Campaign c) =>
        [.. Paying(c), .. c.Prices.High > 0 ? TwoTiers(c) : [], .. TakenBack(c),
            .. CentralLeaving.Recipes(c), .. Strange(c)];

    private static IEnumerable<Recipe> Paying(Campaign c)
    {
        var (tier, price) = (c.Prices.First, c.Prices.Low);
        yield return new(5200, "pays at once", life =>
        {
            var day = life.Day(c.Opens, c.CentralEnds);
            life.Pays(tier, price, day);
            Enroll(life, c, day);
            life.Comes(paid: price);
        });
        yield return new(120, "pays in two parts", life =>
        {
            var first = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            var second = life.DayAfter(first, c.CentralEnds);
            life.Pays(tier, 200, first);
            life.Pays(tier, price - 200, second);
            Enroll(life, c, second);
            life.Comes(paid: price);
        });
        yield return new(90, "pays 20 too much", life =>
        {
            var day = life.Day(c.Opens, c.CentralEnds);
            life.Pays(tier, price + 20, day);
            Enroll(life, c, day);
            life.Comes(price + 20, refund: 20, "overpaid");
        });
        yield return new(70, "pays twice", life =>
        {
            var first = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            life.Pays(tier, price, first);
            life.Pays(tier, price, life.DayAfter(first, c.CentralEnds));
            Enroll(life, c, first);
            life.Comes(2 * price, refund: price, "overpaid");
        });
        yield return new(60, "pays 10 too little", life =>
        {
            life.Pays(tier, price - 10, life.Day(c.Opens, c.CentralEnds));
            life.Comes(price - 10, 0, "part-paid");
        });
        yield return new(40, "declares without being free, then pays", life =>
        {
            var declared = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            var paid = life.DayAfter(declared, c.CentralEnds);
            life.Declares(tier, declared);
            life.Pays(tier, price, paid);
            Enroll(life, c, paid);
            life.Comes(price, 0, "declaration-not-free");
        });
        yield return new(20, "declares without being free", life =>
        {
            life.Declares(tier, life.Day(c.Opens, c.CentralEnds));
            life.Comes(0, 0, "declaration-not-free");
        });
        yield return new(20, "declares once enrolled", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            life.Pays(tier, price, paid);
            life.Declares(tier, life.DayAfter(paid, c.CentralEnds));
            Enroll(life, c, paid);
            life.Comes(paid: price);
        });
    }

    private static IEnumerable<Recipe> TwoTiers(Campaign c)
    {
        var (low, high) = (c.Prices.Low, c.Prices.High);
        yield return new(900, "pays the high tier", life =>
        {
            var day = life.Day(c.Opens, c.CentralEnds);
            life.Pays(Tier.High, high, day);
            EnrollHigh(life, c, day);
            life.Comes(paid: high);
        });
        yield return new(40, "changes to the high tier by the difference", life =>
        {
            var first = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            var second = life.DayAfter(first, c.CentralEnds);
            life.Pays(Tier.Low, low, first);
            life.Pays(Tier.High, high - low, second);
            EnrollHigh(life, c, second);
            life.Comes(paid: high);
        });
        yield return new(20, "changes to the high tier in two steps, 5 too much", life =>
        {
            var first = life.Day(c.Opens, c.CentralEnds.AddDays(-2));
            var second = life.DayAfter(first, c.CentralEnds.AddDays(-1));
            var third = life.DayAfter(second, c.CentralEnds);
            life.Pays(Tier.Low, low, first);
            life.Pays(Tier.High, 100, second);
            life.Pays(Tier.High, high - low - 95, third);
            EnrollHigh(life, c, third);
            life.Comes(high + 5, refund: 5, "overpaid");
        });
        yield return new(10, "pays toward the high tier and withdraws", life =>
        {
            var first = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            var second = life.DayAfter(first, c.CentralEnds);
            life.Pays(Tier.Low, low, first);
            life.Pays(Tier.High, 100, second);
            life.Withdraws("迁出", life.Day(second, c.CentralEnds));
            life.Comes(low + 100, refund: low + 100, "withdrawn");
        });
        yield return new(20, "pays the whole high tier after the low one", life =>
        {
            var first = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            var second = life.DayAfter(first, c.CentralEnds);
            life.Pays(Tier.Low, low, first);
            life.Pays(Tier.High, high, second);
            EnrollHigh(life, c, second);
            life.Comes(low + high, refund: low, "overpaid");
        });
        yield return new(20, "pays too little to change to the high tier", life =>
        {
            var first = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            life.Pays(Tier.Low, low, first);
            life.Pays(Tier.High, 100, life.DayAfter(first, c.CentralEnds));
            Enroll(life, c, first);
            life.Comes(low + 100, refund: 100, "overpaid");
        });
        yield return new(20, "pays the difference to the high tier when cover has begun", life =>
        {
            var first = life.Day(c.Opens, c.CentralEnds);
            life.Pays(Tier.Low, low, first);
            life.Pays(Tier.High, high - low, life.Day(c.YearBegins, c.YearBegins.AddDays(50)));
            Enroll(life, c, first);
            life.Comes(high, refund: high - low, "overpaid");
        });
        yield return new(20, "pays the low tier after the high one", life =>
        {
            var first = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            life.Pays(Tier.High, high, first);
            life.Pays(Tier.Low, low, life.DayAfter(first, c.CentralEnds));
            EnrollHigh(life, c, first);
            life.Comes(high + low, refund: low, "overpaid");
        });
        yield return new(20, "pays parts of two tiers", life =>
        {
            var first = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            life.Pays(Tier.Low, low - 15, first);
            life.Pays(Tier.High, 300, life.DayAfter(first, c.CentralEnds));
            life.Comes(low + 285, refund: 300, "part-paid", "tier-conflict");
        });
        yield return new(20, "pays a part of the other tier in between", life =>
        {
            var first = life.Day(c.Opens, c.CentralEnds.AddDays(-2));
            var second = life.DayAfter(first, c.CentralEnds.AddDays(-1));
            var third = life.DayAfter(second, c.CentralEnds);
            life.Pays(Tier.Low, 150, first);
            life.Pays(Tier.High, high, second);
            life.Pays(Tier.Low, low - 150, third);
            Enroll(life, c, third);
            life.Comes(low + high, refund: high, "tier-conflict");
        });
    }

    private static IEnumerable<Recipe> TakenBack(Campaign c)
    {
        var (tier, price) = (c.Prices.First, c.Prices.Low);
        var later = c.YearEnds.AddDays(-40);
        yield return new(40, "has a payment reversed", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            life.Reverses(life.Pays(tier, price, paid), life.DayAfter(paid, later));
        });
        yield return new(40, "has a payment reversed and pays again", life =>
        {
            var first = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            var again = life.DayAfter(first, c.CentralEnds);
            life.Reverses(life.Pays(tier, price, first), life.DayAfter(first, later));
            life.Pays(tier, price, again);
            Enroll(life, c, again);
            life.Comes(paid: price);
        });
        yield return new(10, "has a payment reversed twice", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            var payment = life.Pays(tier, price, paid);
            life.Reverses(payment, life.DayAfter(paid, later));
            life.Reverses(payment, life.DayAfter(paid, later));
        });
        yield return new(10, "a reversal of another amount", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            life.Reverses(life.Pays(tier, price, paid), life.DayAfter(paid, later), price - 1);
            Enroll(life, c, paid);
            life.Comes(paid: price);
        });
        yield return new(10, "a reversal of a payment that never comes", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            var payment = life.Pays(tier, price, paid);
            payment.IsWithheld = true;
            life.Reverses(payment, life.DayAfter(paid, later));
        });
        yield return new(20, "what was too much is sent back", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            life.SentBack(life.Pays(tier, price + 20, paid), life.DayAfter(paid, later), 20);
            Enroll(life, c, paid);
            life.Comes(price + 20, 0, "overpaid");
        });
        yield return new(10, "more is sent back than was due", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            life.SentBack(life.Pays(tier, price, paid), life.DayAfter(paid, later), price);
            Enroll(life, c, paid);
            life.Comes(price, 0, "refund-exceeds-due");
        });
        yield return new(15, "a payment with two contents", life =>
        {
            life.AlsoComesAs(life.Pays(tier, price, life.Day(c.Opens, c.CentralEnds)), price + 10);
            life.Comes(0, 0, "conflicting-payment");
        });
        yield return new(15, "a payment with two contents and a good one", life =>
        {
            var first = life.Day(c.Opens, c.CentralEnds.AddDays(-1));
            var second = life.DayAfter(first, c.CentralEnds);
            life.AlsoComesAs(life.Pays(tier, price, first), price - 10);
            life.Pays(tier, price, second);
            Enroll(life, c, second);
            life.Comes(price, 0, "conflicting-payment");
        });
    }

    private static IEnumerable<Recipe> Strange(Campaign c)
    {
        var (tier, price) = (c.Prices.First, c.Prices.Low);
        yield return new(40, $"{UnknownStory} and pays", life =>
        {
            life.IsRegistered = false;
            life.Pays(tier, price, life.Day(c.Opens, c.CentralEnds));
            life.Comes(price, 0, "unknown-person");
        });
        yield return new(5, $"{UnknownStory} and pays, and it is reversed", life =>
        {
            life.IsRegistered = false;
            var paid = life.Day(c.Opens, c.CentralEnds);
            life.Reverses(life.Pays(tier, price, paid), life.DayAfter(paid, c.YearEnds));
        });
        yield return new(20, "pays after the year", life =>
        {
            life.Pays(tier, price, life.Day(c.YearEnds.AddDays(1), c.YearEnds.AddDays(40)));
            life.Comes(price, refund: price, "outside-collection-period");
        });
        yield return new(20, "pays before the campaign opens", life =>
        {
            life.Pays(tier, price, life.Day(c.Opens.AddDays(-12), c.Opens.AddDays(-1)));
            life.Comes(price, refund: price, "outside-collection-period");
        });
        yield return new(10, "pays before the campaign opens and once more in it", life =>
        {
            var paid = life.Day(c.Opens, c.CentralEnds);
            life.Pays(tier, price, life.Day(c.Opens.AddDays(-12), c.Opens.AddDays(-1)));
            life.Pays(tier, price, paid);
            Enroll(life, c, paid);
            life.Comes(2 * price, refund: price, "outside-collection-period");
        });
    }

    internal static void Enroll(Life life, Campaign c, DateOnly paidOn, DateOnly? to = null) =>
        life.Enrolled(c.Prices.First, paidOn, c.Prices.Low, due: c.Prices.Low, c.YearBegins, to ?? c.YearEnds);

    private static void EnrollHigh(Life life, Campaign c, DateOnly paidOn) =>
        life.Enrolled(Tier.High, paidOn, c.Prices.High, due: c.Prices.High, c.YearBegins, c.YearEnds);
}

using ResidentInsurance.Contracts;

namespace ResidentInsurance.Generator;

/// <summary>The rows that the tax bureau sends: households on one receipt, rows that come late or twice, reversals that
/// come before what they reverse.</summary>
internal static class TaxFeed
{
    private const int RepeatedOneIn = 33;
    private const int FarOffOneIn = 20;

    /// <summary>The rows in the order of the file, some of them twice.</summary>
    public static IReadOnlyList<(Person Person, Payment Payment)> Of(IReadOnlyList<Person> persons, long seed)
    {
        var dice = Dice.For(seed, long.MaxValue);
        Number(persons, dice);
        var rows = new List<(long Place, int Count, Person Person, Payment Payment)>();
        foreach (var person in persons)
        {
            foreach (var payment in person.Life.Payments.Where(payment => !payment.IsWithheld))
            {
                rows.Add((Place(payment, dice), rows.Count, person, payment));
                if (dice.OneIn(RepeatedOneIn))
                {
                    rows.Add((Place(payment, dice), rows.Count, person, payment));
                }
            }
        }

        return [.. rows.OrderBy(row => row.Place).ThenBy(row => row.Count).Select(row => (row.Person, row.Payment))];
    }

    private static long Place(Payment payment, Dice dice) => payment.PaidAt.Ticks
        + TimeSpan.FromHours(dice.OneIn(FarOffOneIn) ? dice.Throw(24 * 300) - 24 * 150 : dice.Throw(72)).Ticks;

    private static void Number(IReadOnlyList<Person> persons, Dice dice)
    {
        var (personal, department) = (310_000_000L, 410_000_000L);
        var (household, receipt, line) = ("", "", 0);
        foreach (var person in persons)
        {
            foreach (var payment in person.Life.Payments)
            {
                if (payment.SameRowAs is { } same)
                {
                    (payment.Receipt, payment.Line) = (same.Receipt, same.Line);
                    continue;
                }

                var shares = payment is { Kind: PaymentRowKind.Payment, Funding: "个人" } && person.Household.Length > 0;
                if (shares && person.Household == household && line < 9 && !dice.OneIn(3))
                {
                    (payment.Receipt, payment.Line) = (receipt, ++line);
                    continue;
                }

                payment.Receipt = (payment.PaidBy.Length > 0 ? ++department : ++personal).ToString(System.Globalization.CultureInfo.InvariantCulture);

                // A reversal or refund has the original's line number, whatever its own receipt is.
                payment.Line = payment.Original?.Line ?? 1;
                if (shares)
                {
                    (household, receipt, line) = (person.Household, payment.Receipt, 1);
                }
            }
        }
    }
}

using ResidentInsurance.Contracts;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Load;

/// <summary>What the scenarios of quotes ask. All packs, tiers and days take part, with no identity, one, two or three,
/// students, newborns, and circumstances.</summary>
internal sealed record QuoteQuestion(CompiledPack Pack, Tier Tier, DateOnly PaidOn, PersonFacts Person)
{
    /// <summary>Where the packs are.</summary>
    public static readonly string PacksFolder = Path.Combine(AppContext.BaseDirectory, "packs");

    // No dice: steps that have no factor in common meet in ever new combinations, and every run asks the same.
    public static IEnumerable<QuoteQuestion> Make(int count)
    {
        var packs = PackLibrary.Load(PacksFolder);
        for (var i = 0; i < count; i++)
        {
            var pack = packs.Current[i % packs.Current.Count];
            var (from, to) = (pack.Data.Windows[0].From, pack.Data.Windows[^1].To);
            var paidOn = from.AddDays(i * 7 % (to.DayNumber - from.DayNumber + 1));
            yield return new QuoteQuestion(pack, pack.Tiers[i / 11 % pack.Tiers.Count], paidOn, PersonOf(i, paidOn));
        }
    }

    public Quote Answer() => Pack.Quote(Tier, PaidOn, Person);

    private static PersonFacts PersonOf(int i, DateOnly paidOn)
    {
        var codes = IdentityCategories.Codes.ToArray();
        var student = i % 17 == 0;
        return new PersonFacts
        {
            BirthDate = paidOn.AddDays(i % 23 == 0 ? -(i / 23 % 200) : -7000 - (i * 31 % 22_000)),
            Group = student ? PersonGroup.UniversityStudent : PersonGroup.Resident,
            Identities = [.. Enumerable.Range(0, i % 13 % 4).Select(n =>
                new IdentityPeriod(codes[(i * 3 + n * 5) % codes.Length], paidOn.AddDays(30 - (i * 5 % 400)), null))],
            Circumstances = i % 19 == 0 ? [new Circumstance(i % 2 == 0 ? "moved-in" : "left-military-service", paidOn.AddDays(-(i % 120)))] : [],
            Freshman = student && i % 3 == 0,
            Graduating = student && i % 3 == 1,
            LastCoveredYear = i % 5 == 0 ? null : paidOn.Year - (i % 7),
        };
    }
}

using ResidentInsurance.Generator.Recipes;

namespace ResidentInsurance.Generator;

/// <summary>Makes a synthetic area: registered persons by village and household, what departments, villages and the tax
/// bureau would send about them, and what it all comes to.</summary>
public static class AreaGenerator
{
    private const int HouseholdMax = 5;
    private const int GroupsPerVillage = 9;
    private const int UnknownShare = 400;

    private static readonly string[] Relations = ["配偶", "子", "女", "父", "母"];

    /// <summary>The campaigns whose notices have recipes here.</summary>
    public static IReadOnlyList<string> Campaigns { get; } = [.. Campaign.All.Select(campaign => campaign.Id)];

    /// <param name="annex">The villages. Where it states no population, the task stands for it.</param>
    /// <param name="seed">The same seed and size make the same area, byte for byte.</param>
    /// <param name="size">How many persons, shared out by population; null for the annex's population.</param>
    /// <exception cref="NotSupportedException">The campaign has no recipes, or its annex no villages.</exception>
    public static GeneratedArea Generate(Annex annex, long seed = 1, int? size = null)
    {
        var campaign = Campaign.All.FirstOrDefault(known => known.Id == annex.Campaign)
            ?? throw new NotSupportedException($"There are no recipes for {annex.Campaign}.");
        if (annex.Villages.Count == 0)
        {
            throw new NotSupportedException($"The annex of {annex.Campaign} names no villages.");
        }

        var sizes = Share(annex.Villages, size);
        var persons = Persons(campaign, seed, sizes);
        Settle(persons, seed);
        return new GeneratedArea(annex, campaign, seed, persons, TaxFeed.Of(persons, seed));
    }

    // Largest remainders, so that the sizes sum to what was asked for.
    private static List<int> Share(IReadOnlyList<AnnexVillage> villages, int? size)
    {
        var weights = villages.Select(village => (long)(village.Population ?? village.Task)).ToList();
        if (size is not { } wanted)
        {
            return [.. weights.Select(weight => (int)weight)];
        }

        var all = weights.Sum();
        var sizes = weights.Select(weight => (int)(weight * wanted / all)).ToList();
        foreach (var village in Enumerable.Range(0, villages.Count)
            .OrderByDescending(i => weights[i] * wanted % all).Take(wanted - sizes.Sum()))
        {
            sizes[village]++;
        }

        return sizes;
    }

    private static List<Person> Persons(Campaign campaign, long seed, List<int> sizes)
    {
        var recipes = campaign.Recipes;
        var registered = recipes.Where(recipe => !IsUnknowns(recipe)).ToList();
        var unknowns = recipes.Where(IsUnknowns).ToList();
        var total = sizes.Sum();
        var special = Spread(registered, total);
        var numbers = new IdNumbers();
        var persons = new List<Person>(total + total / UnknownShare + unknowns.Count);
        for (var village = 0; village < sizes.Count; village++)
        {
            // Some villages are keener than others, so that there is a ranking.
            var idlePerMille = 90 + Dice.For(seed, -1 - village).Throw(150);
            for (var i = 0; i < sizes[village]; i++)
            {
                var index = persons.Count;
                var dice = Dice.For(seed, index);
                var recipe = special.GetValueOrDefault(index)
                    ?? (dice.Throw(1000) < idlePerMille ? null : Weighted(registered, dice));
                persons.Add(Made(index, village, recipe, campaign, dice, numbers));
            }
        }

        for (var i = 0; total > 0 && i < Math.Max(unknowns.Count, total / UnknownShare); i++)
        {
            var dice = Dice.For(seed, persons.Count);
            var recipe = i < unknowns.Count ? unknowns[i] : Weighted(unknowns, dice);
            persons.Add(Made(persons.Count, village: -1, recipe, campaign, dice, numbers));
        }

        return persons;
    }

    // Each recipe is there at least once, where the area has room for it.
    private static Dictionary<int, Recipe> Spread(List<Recipe> recipes, int total) => total < 2 * recipes.Count
        ? []
        : Enumerable.Range(0, recipes.Count).ToDictionary(i => (int)((long)i * total / recipes.Count), i => recipes[i]);

    private static Person Made(int index, int village, Recipe? recipe, Campaign campaign, Dice dice, IdNumbers numbers)
    {
        var life = new Life(dice);
        life.IsAged(3, 94, campaign.Opens);
        life.LastCoveredYear = dice.Throw(10) switch { 0 => null, 1 => campaign.YearBegins.Year - 2, _ => campaign.YearBegins.Year - 1 };
        recipe?.Make(life);
        return new Person(index, life, village) { IdNumber = numbers.Next(life.Birth) };
    }

    private static bool IsUnknowns(Recipe recipe) => recipe.Story.StartsWith(Central.UnknownStory, StringComparison.Ordinal);

    private static Recipe Weighted(List<Recipe> recipes, Dice dice)
    {
        var left = dice.Throw(recipes.Sum(recipe => recipe.Weight));
        foreach (var recipe in recipes)
        {
            left -= recipe.Weight;
            if (left < 0)
            {
                return recipe;
            }
        }

        return recipes[^1];
    }

    // Neighbours become households; the oldest is its head.
    private static void Settle(List<Person> persons, long seed)
    {
        var dice = Dice.For(seed, long.MinValue);
        foreach (var village in persons.Where(person => person.Village >= 0).GroupBy(person => person.Village))
        {
            var number = 0;
            var waiting = new List<Person>();
            foreach (var person in village)
            {
                waiting.Add(person);
                if (waiting.Count > dice.Throw(HouseholdMax))
                {
                    House(waiting, village.Key, ++number);
                    waiting.Clear();
                }
            }

            House(waiting, village.Key, number + 1);
        }
    }

    private static void House(List<Person> members, int village, int number)
    {
        var head = members.MinBy(member => member.Life.Birth);
        for (var i = 0; i < members.Count; i++)
        {
            var member = members[i];
            member.Household = $"{village + 1:00}{number:00000}";
            member.Group = $"{number % GroupsPerVillage + 1}组";
            member.Head = head!.Name;
            member.Relation = member == head ? "户主" : Relations[i % Relations.Length];
        }
    }
}

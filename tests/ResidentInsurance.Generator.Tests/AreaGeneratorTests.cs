using ResidentInsurance.Generator.Recipes;
using ResidentInsurance.Testing;

namespace ResidentInsurance.Generator.Tests;

public class AreaGeneratorTests
{
    [Fact]
    public void The_same_seed_makes_the_same_files_and_another_one_others()
    {
        using var first = new TestFolder();
        using var second = new TestFolder();
        using var third = new TestFolder();
        Areas.Of("fengyan-2024", size: 1000, seed: 7).Write(first.Path);
        Areas.Of("fengyan-2024", size: 1000, seed: 7).Write(second.Path);
        Areas.Of("fengyan-2024", size: 1000, seed: 8).Write(third.Path);
        Assert.All(Directory.GetFiles(first.Path), path =>
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(second.Path, Path.GetFileName(path)))));
        Assert.NotEqual(File.ReadAllText(Path.Combine(first.Path, "payments.csv")), File.ReadAllText(Path.Combine(third.Path, "payments.csv")));
    }

    [Theory]
    [InlineData("fengyan-2024", new[] { 1589, 1778, 1802, 1365, 1672, 1048, 1719 })]
    [InlineData("lishui-2023", new[] { 2395, 2403, 2268, 2824, 2002, 1640 })]
    public void Without_a_size_villages_are_as_large_as_their_population(string campaign, int[] population)
    {
        var persons = Areas.Of(campaign).Persons;
        Assert.Equal(population, persons.Where(person => person.Village >= 0).CountBy(person => person.Village)
            .OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(150)]
    [InlineData(9999)]
    public void A_size_is_shared_out_exactly(int size) =>
        Assert.Equal(size, Areas.Of("ruizhou-2024", size).Persons.Count(person => person.Life.IsRegistered));

    [Fact]
    public void Every_recipe_is_used_where_there_is_room_for_it() => Assert.All(Campaign.All, campaign =>
    {
        var outcomes = Areas.Of(campaign.Id, size: 400).Persons.SelectMany(person => person.Life.Outcome.Exceptions).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "conflicting-payment", "deceased", "declaration-not-free", "outside-collection-period", "overpaid", "part-paid",
                "refund-exceeds-due", "unknown-person", "waiting-outlasts-year", "withdrawn",
            },
            outcomes);
        Assert.Equal(campaign.Prices.High > 0, outcomes.Contains("tier-conflict"));
        Assert.Equal(campaign.Id == "ruizhou-2024", outcomes.Contains("certified-while-waiting"));
        Assert.Equal(campaign.Recipes.Count, campaign.Recipes.Select(recipe => recipe.Story).Distinct().Count());
    });

    [Fact]
    public void Yuan_add_up_by_hand() => Assert.All(Campaign.All, campaign =>
        Assert.All(Areas.Of(campaign.Id, size: 3000).Persons, person =>
        {
            if (person.Life.Outcome.Enrollment is { } cover)
            {
                Assert.Equal(
                    cover.Contribution + cover.FiscalShareBorne - cover.Subsidy - cover.FiscalShareSubsidised, cover.Due);
                Assert.True(cover.From <= cover.To && cover.Subsidy <= cover.Contribution);
            }

            Assert.True(person.Life.Outcome.RefundDue <= person.Life.Outcome.Paid);
        }));

    [Fact]
    public void A_campaign_without_recipes_is_refused()
    {
        using var pack = new StringReader("id: nowhere-1999\ncounty: \"500000\"\nyear: 1999\nannex: not-stated\n");
        Assert.Throws<NotSupportedException>(() => AreaGenerator.Generate(Annex.Parse(pack)));
    }
}

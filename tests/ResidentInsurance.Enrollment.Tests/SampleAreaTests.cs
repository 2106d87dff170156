using ResidentInsurance.Contracts;
using ResidentInsurance.Policy;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

public sealed class SampleAreaTests
{
    private static readonly PackLibrary Packs = PackLibrary.Load(Path.Combine(AppContext.BaseDirectory, "packs"));

    public static TheoryData<string, string> Areas { get; } = new()
    {
        { "fengyan-small", "fengyan-2024" },
        { "ruizhou-small", "ruizhou-2024" },
    };

    [Theory]
    [MemberData(nameof(Areas))]
    public void A_sample_area_comes_to_exactly_what_is_expected(string name, string campaign)
    {
        var area = SampleArea.Read(name, Pack(campaign));

        Assert.Equal(area.Expected(), Lines(area, area.Facts));
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Any_order_of_the_facts_and_any_repetition_comes_to_the_same(string name, string campaign)
    {
        var area = SampleArea.Read(name, Pack(campaign));
        var expected = area.Expected().ToList();
        for (var seed = 1; seed <= 20; seed++)
        {
            var facts = area.Facts.Concat(area.Facts).ToArray();
            new Random(seed).Shuffle(facts);

            Assert.Equal(expected, Lines(area, facts));
        }
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Facts_that_are_known_yield_no_event(string name, string campaign)
    {
        var area = SampleArea.Read(name, Pack(campaign));
        foreach (var person in area.Facts.GroupBy(fact => fact.Resident))
        {
            var facts = person.Select(fact => fact.Fact).ToList();
            var resident = Resident.Fold(ResidentDecider.Record(Resident.Unknown, facts, Packs.PackOf));

            Assert.Empty(ResidentDecider.Record(resident, facts, Packs.PackOf));
        }
    }

    private static CompiledPack Pack(string campaign) => Packs.Find(CampaignId.Parse(campaign))!;

    // One fact a transaction, as the slowest of feeds would deliver them.
    private static IEnumerable<string> Lines(SampleArea area, IEnumerable<(ResidentKey Resident, object Fact)> facts)
    {
        var residents = new Dictionary<ResidentKey, Resident>();
        foreach (var (key, fact) in facts)
        {
            var resident = residents.GetValueOrDefault(key, Resident.Unknown);
            residents[key] = ResidentDecider.Record(resident, [fact], Packs.PackOf).Aggregate(resident, Resident.Evolve);
        }

        return residents.Select(pair => area.Line(pair.Key, pair.Value)).OfType<string>().Order(StringComparer.Ordinal);
    }
}

internal static class PacksOfTests
{
    public static CompiledPack PackOf(this PackLibrary packs, CampaignId campaign, int? version) => packs.Find(campaign, version)!;
}

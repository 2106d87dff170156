using ResidentInsurance.Contracts;
using ResidentInsurance.Generator;
using ResidentInsurance.Policy;
using ResidentInsurance.Testing;
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

    // The generator knows from a person's story what its facts come to, and computes nothing from them.
    [Theory]
    [InlineData("fengyan-2024")]
    [InlineData("ruizhou-2024")]
    [InlineData("lishui-2023")]
    public void An_area_of_made_up_lives_comes_to_what_they_were_made_for_in_any_order(string campaign)
    {
        using var folder = new TestFolder();
        using var annex = new StreamReader(Path.Combine(AppContext.BaseDirectory, "packs", campaign + ".yaml"));
        AreaGenerator.Generate(Generator.Annex.Parse(annex), seed: 11, size: 2000).Write(folder.Path);
        var area = SampleArea.ReadFolder(folder.Path, Pack(campaign));
        var facts = area.Facts.ToArray();
        new Random(11).Shuffle(facts);

        Assert.Equal(area.Expected(), Lines(area, facts));
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Facts_that_are_known_yield_no_event(string name, string campaign)
    {
        var area = SampleArea.Read(name, Pack(campaign));
        foreach (var person in area.Facts.GroupBy(fact => fact.Resident))
        {
            var facts = person.Select(fact => fact.Fact).ToList();
            var resident = ResidentDecider.Record(Somebody.Unknown, facts, Packs.PackOf).Aggregate(Somebody.Unknown, Resident.Evolve);

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
            var resident = residents.GetValueOrDefault(key, Somebody.Unknown);
            residents[key] = ResidentDecider.Record(resident, [fact], Packs.PackOf).Aggregate(resident, Resident.Evolve);
        }

        return residents.Select(pair => area.Line(pair.Key, pair.Value)).OfType<string>().Order(StringComparer.Ordinal);
    }
}

internal static class PacksOfTests
{
    public static CompiledPack PackOf(this PackLibrary packs, CampaignId campaign, int? version) => packs.Find(campaign, version)!;
}

internal static class Somebody
{
    /// <summary>A resident whose stream has no event.</summary>
    public static readonly Resident Unknown = Resident.Unknown("resident-0123456789abcdef0123456789abcdef");
}

using System.Globalization;
using ResidentInsurance.Contracts;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace ResidentInsurance.Policy.Tests;

/// <summary>Every value of every pack, written wrongly: a pack is refused with a line, or it can be used.</summary>
public sealed class PackSlips
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    private static readonly string[] Slips =
    [
        "", "\" \"", "\" @ 五\"", "\"五 @  \"", "0", "-1", "\"2024\"", "99999999999999999999999999999999", "text", "null",
        "not-stated", "\"|\"", "0001-01-01", "9999-12-31", "[]", "[a, {b: c}]", "{}", "{at: 五}", "{is: x}",
    ];

    [Fact]
    public void A_pack_with_a_slip_is_refused_with_a_line_or_can_be_used()
    {
        // Values of one kind are read by the same lines of code: one of each is enough.
        var values = Packs.Library.Current.SelectMany(pack => Values(Packs.TextOf(pack.Id.Value))).DistinctBy(value => value.Path);
        Parallel.ForEach(values, value =>
        {
            var written = value.Text[value.From..value.To];
            foreach (var slip in Slips.Concat(Numbers(written)))
            {
                Try(string.Concat(value.Text.AsSpan(0, value.From), slip, value.Text.AsSpan(value.To)), $"{value.Path}: {written} → {slip}");
            }
        });
    }

    private static void Try(string text, string slip)
    {
        try
        {
            Use(PackLibrary.Parse("slip.yaml", text), text);
        }
        catch (PackRefusedException refused)
        {
            Assert.NotEmpty(refused.Faults);
            Assert.All(refused.Faults, fault =>
            {
                Assert.True(fault.Line > 0, slip);
                Assert.NotEqual(fault.Code, fault.Sentence());
                Assert.NotEqual(fault.Code, fault.Sentence(English));
            });
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(slip, exception);
        }
    }

    // What the commands and the services do with a pack.
    private static void Use(CompiledPack pack, string text)
    {
        _ = PackTools.Show(pack);
        _ = PackTools.Draft(pack, text, pack.Year + 1);
        foreach (var window in pack.Data.Windows)
        {
            foreach (var day in new[] { window.From, window.To })
            {
                var person = new PersonFacts
                {
                    BirthDate = new DateOnly(1980, 2, 29),
                    Identities = [new IdentityPeriod("extreme-poverty", new DateOnly(2020, 1, 1), null)],
                    Circumstances = [new Circumstance("released", day)],
                    LastCoveredYear = 1,
                };
                foreach (var tier in pack.Tiers)
                {
                    _ = pack.Quote(tier, day, person);
                    _ = pack.Quote(tier, day, person with { Group = PersonGroup.UniversityStudent, Freshman = true });
                    _ = pack.Quote(tier, day, new PersonFacts { BirthDate = day });
                    _ = pack.EntitlementsOf(tier, person, day);
                }
            }
        }
    }

    // The number alone, so that its unit still fits.
    private static IEnumerable<string> Numbers(string written)
    {
        var first = written.Split(' ')[0];
        return first.Length > 0 && first.All(char.IsAsciiDigit)
            ? new[] { "0", "-5", "0.001", "2147483647", "99999999999999999999", "79228162514264337593543950335" }
                .Select(number => number + written[first.Length..])
            : [];
    }

    private static IEnumerable<(string Path, string Text, int From, int To)> Values(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return Values(yaml.Documents[0].RootNode, "", text);
    }

    private static IEnumerable<(string Path, string Text, int From, int To)> Values(YamlNode node, string path, string text) => node switch
    {
        YamlMappingNode mapping => mapping.Children.SelectMany(pair => Values(pair.Value, $"{path}/{Kind($"{pair.Key}")}", text)),
        YamlSequenceNode sequence => sequence.Children.SelectMany(child => Values(child, path + "[]", text)),
        _ => [(path, text, (int)node.Start.Index, (int)node.End.Index)],
    };

    private static string Kind(string key) => IdentityCategories.IsKnown(key) ? "category" : key;
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Feeds.Tests;

/// <summary>docs/events.md: a section for each kind of thing, with one table of fields and an example of each of its events.</summary>
public sealed class EventsPageTests
{
    private static readonly ResidentKey Resident = ResidentKey.Parse("5f0c9a2d7be14c6688d1e0f3a4b59c72");
    private static readonly CampaignId Campaign = CampaignId.Parse("fengyan-2024");
    private static readonly VillageCode Village = VillageCode.Parse("500119.fengyan.01");

    private static readonly PaymentContent Content = new(
        Resident, Campaign, Tier.Low, Money.FromYuan(380), new DateTime(2023, 11, 2, 9, 14, 30), Personal: true);

    private static readonly Cover Cover = new(
        Village, Tier.Low, new(2023, 11, 2), new(2023, 11, 2), Money.FromYuan(380), Money.Zero, Money.FromYuan(342), Money.Zero,
        "subsistence-allowance", "民政局", Money.FromYuan(38), new(new(2024, 1, 1), new(2024, 12, 31)), Suspensions.None);

    private static readonly Dictionary<string, IPublicEvent> Told = new IPublicEvent[]
    {
        new PaymentReceived("350023110200018765", 1, [Content]),
        new PaymentReversed("350023110300020011", 1, [Content with
        {
            Tier = null, PaidAt = new DateTime(2023, 11, 3, 16, 0, 0), OriginalReceipt = "350023110200018765",
        }]),
        new PaymentRefunded("350023120500031807", 2,
        [
            Content with { PaidAt = new DateTime(2023, 12, 5, 10, 30, 0), OriginalReceipt = "350023110200018765" },
            Content with { Amount = new Money(19050), PaidAt = new DateTime(2023, 12, 5, 10, 30, 0), OriginalReceipt = "350023110200018765" },
        ], Chosen: 1),
        new IdentityChanged(Resident, "subsistence-allowance", "民政局", new(2023, 9, 1), new(2024, 9, 1)),
        new CoverageGranted(Resident, Campaign, 1, Cover, 1),
        new CoverageRevised(Resident, Campaign, 2, Cover with
        {
            Suspended = Suspensions.None.Begin(new(2024, 3, 1)).End(new(2024, 5, 31)),
        }, 1),
        new CoverageWithdrawn(Resident, Campaign, 3, Cover, 1),
        new RefundDueChanged(Resident, Campaign, new Money(38050), new Dictionary<string, Money>
        {
            [ExceptionCodes.LateCertification] = Money.FromYuan(342), [ExceptionCodes.Overpaid] = new Money(3850),
        }),
        new PaymentUnmatched(Resident, Campaign, Open: true),
        new VillageTaskAssigned(Campaign, Village, "峰岩乡", "测试村", 1650, 1510, 1),
        new VillageRemoved(Campaign, VillageCode.Parse("500119.x.1f3a9c07")),
    }.ToDictionary(told => PublicEvents.NameOf(told.GetType()));

    private static readonly Dictionary<string, string> Sections = Split("## ", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "events.md")));

    private static readonly Dictionary<string, (string Section, JsonElement Example)> Examples = (
        from section in Sections
        from part in Split("### ", section.Value)
        let json = Regex.Match(part.Value, "```json\n(?<json>.*?)```", RegexOptions.Singleline)
        where json.Success
        select (Name: part.Key, section.Key, Json: json.Groups["json"].Value))
        .ToDictionary(found => found.Name, found => (found.Key, JsonDocument.Parse(found.Json).RootElement));

    public static TheoryData<string> Names => [.. Told.Keys];

    [Fact]
    public void Each_public_event_has_an_example_and_no_other_has() => Assert.Equal(
        PublicEvents.All.Select(PublicEvents.NameOf), Examples.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_is_read_as_what_it_tells_and_written_so(string name)
    {
        var page = new FeedPage(CountyCode.Parse("500119"), "test", 0, 1, [new FeedItem(Guid.NewGuid(), "test-1", 1, DateTimeOffset.UnixEpoch, name, Examples[name].Example)]);

        var read = FeedItems.Read<IPublicEvent>(page);

        Assert.Empty(read.Unreadable);
        Assert.Equivalent(Told[name], Assert.Single(read.Items).Body, strict: true);
        Assert.Equal(
            JsonSerializer.Serialize(Told[name], Told[name].GetType(), ContractJson.Options), JsonSerializer.Serialize(Examples[name].Example, ContractJson.Options));
    }

    [Fact]
    public void A_section_explains_each_field_of_its_events_and_no_other_and_its_examples_show_each()
    {
        foreach (var section in Examples.GroupBy(example => example.Value.Section))
        {
            var fields = section.SelectMany(example => Fields(Told[example.Key].GetType())).Distinct().Order(StringComparer.Ordinal).ToList();

            Assert.Equal(fields, Explained(section.Key).Order(StringComparer.Ordinal));
            Assert.Equal(fields, section.SelectMany(example => Shown(example.Value.Example, "")).Distinct().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Each_explanation_has_the_Chinese_term_beside_it() => Assert.All(
        Examples.Values.SelectMany(example => Rows(example.Section)), row => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", row[1]));

    [Fact]
    public void The_page_that_is_shown_holds_an_item_that_is_read()
    {
        var json = Regex.Match(Sections["A page"], "```json\n(?<json>.*?)```", RegexOptions.Singleline).Groups["json"].Value;

        var page = JsonSerializer.Deserialize<FeedPage>(json, ContractJson.Options)!;

        Assert.Equal(Told[nameof(PaymentUnmatched)], Assert.Single(FeedItems.Read<IPublicEvent>(page).Items).Body);
        Assert.Equal(json.Trim(), JsonNode.Parse(JsonSerializer.Serialize(page, ContractJson.Options))!.ToJsonString(new(ContractJson.Options) { WriteIndented = true }));
    }

    // By heading; a heading is the term, and may have the Chinese one behind it.
    private static Dictionary<string, string> Split(string heading, string text) =>
        $"\n{text}".Split($"\n{heading}").Skip(1).ToDictionary(
            part => Regex.Match(part, @"^[ -~]+").Value.Trim(), part => part);

    private static IEnumerable<string> Explained(string section) =>
        Rows(section).SelectMany(row => Regex.Matches(row[0], "`(?<field>[^`]+)`").Select(match => match.Groups["field"].Value));

    private static IEnumerable<string[]> Rows(string section) => Sections[section].Split('\n')
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]);

    // Keys of a dictionary are data, not fields.
    private static IEnumerable<string> Fields(Type type, string place = "")
    {
        var json = ContractJson.Options.GetTypeInfo(type);
        return json.Kind switch
        {
            JsonTypeInfoKind.Object => json.Properties.Where(property => property.Get is not null).SelectMany(property =>
                Fields(property.PropertyType, $"{place}.{property.Name}".TrimStart('.')).DefaultIfEmpty($"{place}.{property.Name}".TrimStart('.'))),
            JsonTypeInfoKind.Enumerable => Fields(json.ElementType!, place + "[]"),
            _ when type == typeof(Suspensions) => Fields(typeof(Suspension), place + "[]"),
            _ => [],
        };
    }

    private static IEnumerable<string> Shown(JsonElement element, string place) => element.ValueKind switch
    {
        JsonValueKind.Object when !place.EndsWith("byReason", StringComparison.Ordinal) =>
            element.EnumerateObject().SelectMany(property => Shown(property.Value, $"{place}.{property.Name}".TrimStart('.'))),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Shown(item, place + "[]")),
        _ => [place],
    };
}

using ResidentInsurance.Contracts;
using Xunit;

namespace ResidentInsurance.Policy.Tests;

/// <summary>LZ3. In Lizi's own campaign no missed year counts; later campaigns will have some, and the rule for them is tried
/// on Lizi's pack with an earlier first year.</summary>
public sealed class Breaks
{
    private static readonly PersonFacts Person = new() { BirthDate = new DateOnly(1980, 5, 1) };

    /// <summary>Lizi's pack with this as the first year that counts as missed; null: all years do.</summary>
    public static CompiledPack CountedFrom(int? year) => PackLibrary.Parse("lizi-2025.yaml", Packs.TextOf("lizi-2025").Replace(
        ", countFrom: 2025}", year is null ? "}" : $", countFrom: {year}}}", StringComparison.Ordinal));

    [Fact]
    public void In_Lizi_2025_the_first_year_that_counts_is_the_campaigns_own_and_provisional()
    {
        var breaks = Packs.Named("lizi-2025").Data.Breaks!;

        Assert.Equal((2025, Marks.Provisional), (breaks.CountFrom, breaks.Source.Mark));
        Assert.Null(CountedFrom(null).Data.Breaks!.CountFrom);
    }

    [Theory]
    [InlineData("2024-12-31", 2023, "2025-05-01")] // in the central period too
    [InlineData("2024-09-14", 2023, "2025-01-15")] // four months from payment; later than the window's first day
    [InlineData("2024-10-31", 2023, "2025-03-01")] // February has no 31st
    [InlineData("2025-01-31", 2023, "2025-06-01")]
    [InlineData("2025-01-05", 2016, "2025-12-06")]
    [InlineData("2025-01-05", 2015, null)] // outlasts the year
    [InlineData("2025-01-05", 2024, "2025-02-01")] // none missed
    public void Three_months_and_one_for_each_missed_year_hold_from_payment_on(string paidOn, int lastCovered, string? from) =>
        Assert.Equal(from, FirstDay(CountedFrom(null), paidOn, Person with { LastCoveredYear = lastCovered }));

    [Theory]
    [InlineData(2024, 2015, "2025-05-06")]
    [InlineData(2023, 2015, "2025-06-06")]
    [InlineData(2023, 2023, "2025-05-06")]
    [InlineData(2023, 2022, "2025-06-06")]
    [InlineData(2025, 2015, "2025-02-01")]
    public void Only_years_from_the_packs_first_one_on_count(int countedFrom, int lastCovered, string from) =>
        Assert.Equal(from, FirstDay(CountedFrom(countedFrom), "2025-01-05", Person with { LastCoveredYear = lastCovered }));

    [Fact]
    public void A_newborn_never_has_a_break() => Assert.Equal("2025-07-15", FirstDay(CountedFrom(null), "2025-08-01",
        Person with { BirthDate = new DateOnly(2025, 7, 15), LastCoveredYear = 2020 }));

    [Fact]
    public void An_unknown_last_year_is_no_break_and_is_told_where_it_could_be_one()
    {
        var quote = CountedFrom(2023).Quote(Tier.Low, new DateOnly(2025, 1, 5), Person);

        Assert.Equal(new DateOnly(2025, 2, 1), quote.Coverage!.Value.From);
        var told = Assert.Single(quote.Reasons, reason => reason.Rule == Rules.LastCoveredUnknown);
        Assert.Equal("最近参保年度不详，按没有断保处理。（暂定）", ReasonText.Chinese(told));
        Assert.DoesNotContain(CountedFrom(2023).Quote(Tier.Low, new DateOnly(2025, 1, 5), Person with { LastCoveredYear = 2024 }).Reasons,
            reason => reason.Rule == Rules.LastCoveredUnknown);
        Assert.DoesNotContain(Packs.Named("lizi-2025").Quote(Tier.Low, new DateOnly(2025, 1, 5), Person).Reasons,
            reason => reason.Rule == Rules.LastCoveredUnknown);
    }

    [Fact]
    public void A_break_is_told_in_Chinese_and_English()
    {
        var reason = Assert.Single(
            CountedFrom(2023).Quote(Tier.Low, new DateOnly(2025, 3, 10), Person with { LastCoveredYear = 2023 }).Reasons,
            reason => reason.Rule == Rules.Break);

        Assert.Equal(
            "Paid on 10 March 2025: because of missed years the waiting period is 4 months, cover begins on 11 July 2025. (provisional)",
            ReasonText.English(reason));
        Assert.EndsWith("（暂定）", ReasonText.Chinese(reason), StringComparison.Ordinal);
    }

    private static string? FirstDay(CompiledPack pack, string paidOn, PersonFacts person) =>
        pack.Quote(Tier.Low, DateOnly.Parse(paidOn), person).Coverage?.From.ToString("yyyy-MM-dd");
}

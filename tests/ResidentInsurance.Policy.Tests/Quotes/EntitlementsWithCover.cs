using ResidentInsurance.Contracts;
using Xunit;

namespace ResidentInsurance.Policy.Tests;

public sealed class EntitlementsWithCover
{
    private static readonly DateOnly Adult = new(1980, 5, 1);

    [Theory]
    [InlineData(Tier.Low, "1980-05-01", 80, 70, 50)]
    [InlineData(Tier.High, "1980-05-01", 85, 75, 55)]
    [InlineData(Tier.Low, "2005-06-02", 85, 75, 55)]
    [InlineData(Tier.High, "2005-06-02", 90, 80, 60)]
    [InlineData(Tier.High, "2005-06-01", 85, 75, 55)]
    public void Inpatient_rates_rise_in_the_high_tier_and_for_minors(Tier tier, string birthDate, int primary, int secondary, int tertiary)
    {
        var entitlements = Of("lishui-2023", tier, DateOnly.Parse(birthDate), new DateOnly(2023, 6, 1));

        Assert.Equal<decimal?>([primary, secondary, tertiary],
            new[] { "inpatient-primary", "inpatient-secondary", "inpatient-tertiary" }.Select(code => entitlements[code].Percent));
    }

    [Theory]
    [InlineData("lishui-2023", "2023-06-01", 1690100, 845050)]
    [InlineData("lizi-2025", "2025-06-01", 1879700, 939850)]
    public void The_critical_illness_deductible_tilts_for_three_categories(string id, string day, int fen, int tilted)
    {
        var on = DateOnly.Parse(day);

        Assert.Equal(fen, Of(id, Tier.Low, Adult, on, "orphan")["critical-illness-deductible"].Amount!.Value.Fen);
        foreach (var category in new[] { "extreme-poverty", "subsistence-allowance", "returned-to-poverty" })
        {
            var entitlements = Of(id, Tier.Low, Adult, on, "orphan", category);
            Assert.Equal(tilted, entitlements["critical-illness-deductible"].Amount!.Value.Fen);
            Assert.Equal(5, entitlements["critical-illness-points"].Percent);
            Assert.True(entitlements.ContainsKey("critical-illness-uncapped"));
        }
    }

    [Fact]
    public void What_the_notice_states_is_told_and_what_it_does_not_state_is_said_to_be_so()
    {
        var entitlements = Packs.Named("fengyan-2024").EntitlementsOf(
            Tier.High, Person(Adult, "extreme-poverty"), new DateOnly(2024, 6, 1));

        Assert.Equal(
        [
            "普通门诊统筹年度支付限额：500元",
            "一级医疗机构住院支付比例：通知未写明",
            "二级医疗机构住院支付比例：通知未写明",
            "三级医疗机构住院支付比例：通知未写明",
            "政策范围内住院费用基金支付比例约：70%",
            "大病保险起付线：17833元",
            "大病保险倾斜支付：通知未写明",
            "产前检查费补助限额：300元",
            "住院顺产分娩定额补助：600元",
            "剖宫产及并发症报销不足时补足至：600元",
        ], entitlements.Select(entitlement => entitlement.Chinese));
        Assert.Equal("Outpatient cap a year: 500 yuan", entitlements[0].English);
        Assert.Equal("Inpatient rate, primary hospitals: not stated in the notice", entitlements[1].English);
        Assert.Equal("七4", entitlements[0].Source!.Value.Place);
        Assert.Null(entitlements[1].Source);
    }

    [Fact]
    public void Promises_without_a_figure_are_told_as_such()
    {
        var entitlements = Of("lizi-2025", Tier.Low, Adult, new DateOnly(2025, 6, 1));

        Assert.Equal("上年零报销的次年提高大病保险最高支付限额：按规定执行，通知未写明标准",
            entitlements["higher-cap-after-a-year-without-claims"].Chinese);
        Assert.All(Packs.Named("ruizhou-2024").EntitlementsOf(Tier.Single, Person(Adult), new DateOnly(2024, 6, 1)),
            entitlement => Assert.Null(entitlement.Source));
    }

    [Theory]
    [InlineData("fengyan-2024", "2024-06-01", true)]
    [InlineData("ruizhou-2024", "2024-06-01", true)]
    [InlineData("lezhi-2024", "2024-06-01", true)]
    [InlineData("lishui-2023", "2023-06-01", false)]
    [InlineData("lizi-2025", "2025-06-01", false)]
    public void A_tilt_that_the_notice_does_not_state_is_said_to_be_so(string id, string day, bool notStated) =>
        Assert.Equal(notStated, Of(id, Packs.Named(id).Tiers[0], Adult, DateOnly.Parse(day), "orphan").ContainsKey("critical-illness-tilt"));

    private static Dictionary<string, Entitlement> Of(string id, Tier tier, DateOnly birthDate, DateOnly on, params string[] categories) =>
        Packs.Named(id).EntitlementsOf(tier, Person(birthDate, categories), on).ToDictionary(entitlement => entitlement.Code);

    private static PersonFacts Person(DateOnly birthDate, params string[] categories) => new()
    {
        BirthDate = birthDate,
        Identities = [.. categories.Select(category => new IdentityPeriod(category, birthDate, null))],
    };
}

using ResidentInsurance.Contracts;
using Xunit;

namespace ResidentInsurance.Policy.Tests;

public sealed class WhatVillagesEarnAndLose
{
    [Theory]
    [InlineData(1000, 0)]
    [InlineData(1001, 0)]
    [InlineData(999, 0.2)]
    [InlineData(990, 0.2)]
    [InlineData(989, 0.5)]
    [InlineData(970, 0.5)]
    [InlineData(969, 0.8)]
    [InlineData(950, 0.8)]
    [InlineData(949, 1)]
    [InlineData(0, 1)]
    public void A_village_short_of_its_task_loses_points_by_its_rate(int enrolled, double points) =>
        Assert.Equal((decimal)points, Packs.Named("lizi-2025").Operations.Score!.PointsLost(enrolled, 1000));

    [Fact]
    public void Rates_are_compared_without_rounding()
    {
        var score = Packs.Named("lizi-2025").Operations.Score!;

        // 98.9999… % is shown as 99.00 and is below 99 %.
        Assert.Equal(0.5m, score.PointsLost(98_999_999, 100_000_000));
        Assert.Equal(0.2m, score.PointsLost(99_000_000, 100_000_000));
    }

    [Theory]
    [InlineData(1915, 0)]
    [InlineData(1917, 0)]
    [InlineData(1918, 1918)]
    [InlineData(2017, 2017)]
    [InlineData(2018, 4036)]
    [InlineData(2100, 4200)]
    public void A_village_earns_by_the_highest_band_that_it_reaches(int enrolled, int yuan) =>
        Assert.Equal(Money.FromYuan(yuan), Packs.Named("lishui-2023").Operations.VillageFund!.Earned(enrolled, 2018));

    [Theory]
    [InlineData("fengyan-2024", "100")]
    [InlineData("ruizhou-2024", "100")]
    [InlineData("lishui-2023", "95 100")]
    [InlineData("lezhi-2024", "100")]
    [InlineData("lizi-2025", "95 97 99 100")]
    public void What_hangs_on_a_task_rate_are_its_thresholds(string campaign, string thresholds) =>
        Assert.Equal(thresholds, string.Join(' ', Packs.Named(campaign).Operations.TaskRateThresholds));

    [Fact]
    public void Operators_rules_have_their_sentences()
    {
        var rules = Packs.Library.Current.SelectMany(pack => pack.Operations.OperatorRules).ToList();

        Assert.Equal(OperatorRule.Known.Order(), rules.Select(rule => rule.Code).Distinct().Order());
        Assert.All(rules, rule => Assert.NotEqual(rule.Code, rule.Chinese));
    }
}

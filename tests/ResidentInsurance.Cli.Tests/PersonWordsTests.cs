using ResidentInsurance.Cli.Output;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Cli.Tests;

public sealed class PersonWordsTests
{
    [Theory]
    [InlineData("low", "一档")]
    [InlineData("high", "二档")]
    [InlineData("single", "单档")]
    [InlineData("", "")]
    [InlineData("third", "third")]
    public void A_tier_has_its_name(string code, string name) => Assert.Equal(name, PersonWords.TierName(code));

    [Fact]
    public void Every_tier_has_a_name() =>
        Assert.All(Enum.GetValues<Tier>(), tier => Assert.NotEqual(tier.Code(), PersonWords.TierName(tier.Code())));

    [Theory]
    [InlineData("sudden-hardship", "突发严重困难户")]
    [InlineData("", "")]
    [InlineData("of-a-newer-release", "of-a-newer-release")]
    public void A_category_has_its_name(string code, string name) => Assert.Equal(name, PersonWords.CategoryName(code));
}

using System.Text.Json;
using Xunit;

namespace ResidentInsurance.Contracts.Tests;

public sealed class SuspensionsTests
{
    private static readonly DateOnly Day = new(2024, 2, 1);

    [Fact]
    public void While_one_is_open_no_other_begins()
    {
        var open = Suspensions.None.Begin(Day);

        Assert.True(open.IsOpen);
        Assert.Same(open, open.Begin(Day.AddDays(9)));
        Assert.Equal([new Suspension(Day, Day.AddDays(3)), new Suspension(Day.AddDays(9), null)], open.End(Day.AddDays(3)).Begin(Day.AddDays(9)));
    }

    [Fact]
    public void Only_an_open_one_ends()
    {
        var ended = Suspensions.None.Begin(Day).End(Day);

        Assert.False(ended.IsOpen);
        Assert.Same(ended, ended.End(Day.AddDays(1)));
        Assert.Same(Suspensions.None, Suspensions.None.End(Day));
    }

    [Fact]
    public void Lists_of_the_same_are_equal_and_so_are_the_covers_that_hold_them()
    {
        Assert.Equal(Suspensions.None.Begin(Day), Suspensions.None.Begin(Day));
        Assert.True(Suspensions.None.Begin(Day).Equals((object)Suspensions.None.Begin(Day)));
        Assert.Equal(Suspensions.None.Begin(Day).GetHashCode(), Suspensions.None.Begin(Day).GetHashCode());
        Assert.False(Suspensions.None.Begin(Day).Equals(Suspensions.None.Begin(Day).End(Day)));
        Assert.False(Suspensions.None.Begin(Day).Equals(Suspensions.None));
        Assert.Equal(Of(Suspensions.None.Begin(Day)), Of(Suspensions.None.Begin(Day)));
        Assert.NotEqual(Of(Suspensions.None.Begin(Day)), Of(Suspensions.None));

        static Cover Of(Suspensions suspended) => new(
            VillageCode.Parse("500119.fengyan.01"), Tier.Low, Day, Day, Money.Zero, Money.Zero, Money.Zero, Money.Zero, null, null,
            Money.Zero, new CoveragePeriod(Day, Day), suspended);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"from":"2024-02-01"}]""")]
    [InlineData("""[{"from":"2024-02-01","to":"2024-02-05"},{"from":"2024-03-01"}]""")]
    public void Json_is_an_array(string json) => Assert.Equal(json,
        JsonSerializer.Serialize(JsonSerializer.Deserialize<Suspensions>(json, ContractJson.Options), ContractJson.Options));
}

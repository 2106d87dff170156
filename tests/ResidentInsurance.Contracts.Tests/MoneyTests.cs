using System.Text.Json;
using ResidentInsurance.Contracts;
using Xunit;

namespace ResidentInsurance.Contracts.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("380", 38000)]
    [InlineData("380.00", 38000)]
    [InlineData(" 1,020.5 ", 102050)]
    [InlineData("-0.01", -1)]
    [InlineData("３８０", 38000)]
    public void Yuan_are_read_as_offices_write_them(string text, long fen)
    {
        Assert.True(Money.TryParse(text, out var money));
        Assert.Equal(fen, money.Fen);
    }

    [Theory]
    [InlineData("380.001")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("1e3")]
    [InlineData("三百八十")]
    [InlineData("")]
    public void What_is_not_exact_to_the_fen_is_no_money(string text) => Assert.False(Money.TryParse(text, out _));

    [Theory]
    [InlineData(38000, "380")]
    [InlineData(38050, "380.50")]
    public void Json_is_yuan(long fen, string json)
    {
        Assert.Equal(fen, JsonSerializer.Deserialize<Money>(json).Fen);
        Assert.Equal(decimal.Parse(json), JsonDocument.Parse(JsonSerializer.Serialize(new Money(fen))).RootElement.GetDecimal());
    }

    [Fact]
    public void Json_with_a_third_decimal_is_refused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Money>("0.001"));

    [Theory]
    [InlineData(1315, 1363, "96.48")]
    [InlineData(99_999, 100_000, "99.99")] // 99.999 would round up to all
    [InlineData(100_000, 100_000, "100.00")]
    [InlineData(1, 3, "33.33")]
    [InlineData(1, 20_000, "0.01")] // half up
    [InlineData(0, 5, "0.00")]
    public void A_rate_is_never_a_hundred_with_somebody_missing(int enrolled, int task, string rate) =>
        Assert.Equal(rate, TaskRate.PerCent(enrolled, task, [100]));

    [Theory]
    [InlineData(2259, 2378, "94.99")]
    [InlineData(2260, 2378, "95.04")]
    [InlineData(98_996, 100_000, "99.00")] // no threshold of this campaign
    [InlineData(5, 0, null)]
    public void A_rate_below_a_threshold_stays_below_it_when_printed(int enrolled, int task, string? rate) =>
        Assert.Equal(rate, TaskRate.PerCent(enrolled, task, [95, 100]));

    [Theory]
    [InlineData("低保对象", "subsistence-allowance")]
    [InlineData("重度残疾", "severe-disability")]
    [InlineData("“两红”人员", "red-army-veteran")]
    [InlineData("orphan", "orphan")]
    public void Categories_are_known_by_code_name_and_variant(string text, string code)
    {
        Assert.True(IdentityCategories.TryParse(text, out var found));
        Assert.Equal(code, found);
    }

    [Fact]
    public void Every_category_has_a_name_that_is_read_back() => Assert.All(IdentityCategories.Codes, code =>
    {
        Assert.True(IdentityCategories.TryParse(IdentityCategories.Name(code), out var found));
        Assert.Equal(code, found);
    });
}

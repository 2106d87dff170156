using ResidentInsurance.Contracts;
using Xunit;

namespace ResidentInsurance.Contracts.Tests;

/// <summary>Numbers here carry division 500000, which no person has, or are forms without a person.</summary>
public sealed class IdNumberTests
{
    [Theory]
    [InlineData("500000199001010016", IdNumberKind.ResidentCard)]
    [InlineData("810000199408230021", IdNumberKind.HongKongMacaoTaiwanPermit)]
    [InlineData("ABC110090010105", IdNumberKind.ForeignerPermit)]
    [InlineData("A500000001", IdNumberKind.BirthCertificate)]
    public void Documents_that_residents_hold_are_read(string text, IdNumberKind kind)
    {
        Assert.True(IdNumber.TryParse(text, out var number));
        Assert.Equal(kind, number.Kind);
        Assert.Equal(text, number.Reveal());
    }

    [Theory]
    [InlineData(" 50000019820719002x ")]
    [InlineData("５０００００１９８２０７１９００２Ｘ")]
    public void Blanks_full_width_digits_and_a_small_x_are_tolerated(string text) =>
        Assert.Equal("50000019820719002X", IdNumber.Parse(text).Reveal());

    [Theory]
    [InlineData("500000199001010017")] // check digit
    [InlineData("500000199002300015")] // 30 February
    [InlineData("50000019900101001")]
    [InlineData("")]
    [InlineData(null)]
    public void A_number_with_a_wrong_check_digit_or_date_is_none(string? text) => Assert.False(IdNumber.TryParse(text, out _));

    [Fact]
    public void Fifteen_digits_are_the_same_person_as_eighteen_and_marked_as_legacy()
    {
        var legacy = IdNumber.Parse("500000900101001");

        Assert.True(legacy.IsLegacy);
        Assert.Equal("500000199001010016", legacy.Reveal());
        Assert.Equal(new DateOnly(1990, 1, 1), legacy.BirthDate);
    }

    [Fact]
    public void A_number_is_masked_wherever_it_is_printed() =>
        Assert.Equal("500***16", $"{IdNumber.Parse("500000199001010016")}");

    [Fact]
    public void A_resident_key_is_the_same_for_every_writing_of_a_number_and_another_under_another_secret()
    {
        var keys = new ResidentKeys("a secret of the tests only"u8);

        var key = keys.For(IdNumber.Parse("50000019820719002X"));

        Assert.Equal(key, keys.For(IdNumber.Parse("50000019820719002x")));
        Assert.NotEqual(key, new ResidentKeys("another secret of tests"u8).For(IdNumber.Parse("50000019820719002X")));
        Assert.Equal(key, ResidentKey.Parse(key.Value));
    }
}

namespace ResidentInsurance.Cli.Tests;

public sealed class NeighboursTests
{
    private static readonly string[] Names = ["send", "progress", "enrollments", "lookup", "pack", "demo", "quote"];

    [Theory]
    [InlineData("prgress", "progress")]
    [InlineData("porgress", "progress")]
    [InlineData("enrolments", "enrollments")]
    [InlineData("enrolment", "enrollments")]
    [InlineData("sned", "send")]
    [InlineData("packs", "pack")]
    [InlineData("lookpu", "lookup")]
    public void A_slip_is_near(string word, string name) => Assert.Equal([name], Neighbours.Of(word, Names));

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("rebuild")]
    [InlineData("x")]
    [InlineData("")]
    public void Another_word_is_not(string word) => Assert.Empty(Neighbours.Of(word, Names));

    [Fact]
    public void Of_several_the_nearest_are_named() =>
        Assert.Equal(["--as-of", "--as-on"], Neighbours.Of("--as-o", ["--as-of", "--as-on", "--as"]));
}

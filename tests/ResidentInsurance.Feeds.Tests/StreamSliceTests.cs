using JasperFx.Events;

namespace ResidentInsurance.Feeds.Tests;

public sealed class StreamSliceTests
{
    [Fact]
    public void A_fold_is_kept_and_goes_on_from_the_state_before()
    {
        var evolved = 0;
        var before = new StreamSlice("account-a", 2, [Stored(1), Stored(2)]);
        Assert.Equal("12", before.Fold("", Evolve));
        var after = before.With([Stored(3)]);
        Assert.Equal("123", after.Fold("", Evolve));
        Assert.Equal("123", after.Fold("", Evolve));
        Assert.Equal("12", before.Fold("", Evolve));
        Assert.Equal((3, 3), (evolved, after.Events.Count));

        string Evolve(string state, object happened)
        {
            evolved++;
            return state + ((MoneyPaidIn)happened).Amount.Fen;
        }
    }

    [Fact]
    public void A_state_that_is_not_there_yet_is_null()
    {
        Assert.Null(StreamSlice.Empty("account-a").Fold<string?>(null, (_, _) => "there"));
        Assert.Equal("there", StreamSlice.Empty("account-a").With([Stored(1)]).Fold<string?>(null, (_, _) => "there"));
    }

    private static Event<MoneyPaidIn> Stored(long number) => new(new MoneyPaidIn(new Money(number)))
    {
        StreamKey = "account-a", Version = number,
    };
}

using System.Text.Json;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Testing;

/// <summary>Given/When/Then for a decider: events that stand, a command, the events that it must yield, and then the
/// same command again, which must yield nothing.</summary>
/// <param name="initial">The state before the first event.</param>
/// <param name="evolve">The decider's fold.</param>
public sealed class Scenario<TState>(TState initial, Func<TState, object, TState> evolve)
{
    public Given<TState> Given(params object[] events) => new(initial, evolve, events);
}

/// <summary>Events that stand.</summary>
public sealed class Given<TState>(TState initial, Func<TState, object, TState> evolve, IReadOnlyList<object> events)
{
    /// <summary>The decision to try: it may be asked twice, so it must be pure.</summary>
    public When<TState> When(Func<TState, IEnumerable<object>> decide) => new(Fold, decide, events);

    private TState Fold(IEnumerable<object> all) => all.Aggregate(initial, evolve);
}

/// <summary>A decision on what was given.</summary>
public sealed class When<TState>(
    Func<IEnumerable<object>, TState> fold, Func<TState, IEnumerable<object>> decide, IReadOnlyList<object> events)
{
    /// <summary>Expects just these events, and nothing from the same decision once they stand.</summary>
    public void Then(params object[] expected)
    {
        var decided = decide(fold(events)).ToList();
        Assert.Equal(expected.Select(Show), decided.Select(Show));
        Assert.Equal([], decide(fold([.. events, .. decided])).Select(Show));
    }

    public void ThenNothing() => Then();

    /// <summary>Records with lists in them are not equal by reference: what would be stored is compared.</summary>
    private static string Show(object happened) =>
        $"{happened.GetType().Name} {JsonSerializer.Serialize(happened, happened.GetType(), ContractJson.Options)}";
}

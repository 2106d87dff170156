namespace ResidentInsurance.Testing;

/// <summary>Waits for a condition with a limit: what a test does instead of sleeping.</summary>
public static class Eventually
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(30);

    /// <summary>Returns as soon as the condition holds; fails when the limit (30 s) has passed.</summary>
    public static Task True(Func<bool> condition, string what, TimeSpan? limit = null) =>
        True(() => Task.FromResult(condition()), what, limit);

    /// <inheritdoc cref="True(Func{bool},string,TimeSpan?)"/>
    public static async Task True(Func<Task<bool>> condition, string what, TimeSpan? limit = null) =>
        _ = await Value(async () => await condition() ? what : null, what, limit);

    /// <summary>The first value that is not null.</summary>
    public static async Task<T> Value<T>(Func<Task<T?>> value, string what, TimeSpan? limit = null)
        where T : class
    {
        var most = limit ?? Default;
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await value() is { } found)
            {
                return found;
            }

            if (TimeProvider.System.GetElapsedTime(start) > most)
            {
                Assert.Fail($"not within {most.TotalSeconds} s: {what}");
            }

            await Task.Delay(Look);
        }
    }
}

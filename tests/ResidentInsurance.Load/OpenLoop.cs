namespace ResidentInsurance.Load;

/// <summary>Requests that are due at fixed times, whether those before them were answered or not. What one takes counts from
/// when it was due: a stall is not hidden by the requests that a waiting client would not have sent.</summary>
internal static class OpenLoop
{
    // The finest that a timer does; a request that goes late for it is late in the figures too.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    /// <param name="perSecond">How many are due in a second; the first at once.</param>
    /// <param name="call">Makes the request of that number, and throws where it fails.</param>
    /// <param name="goesOn">Whether another one is due, asked with the number of those that were.</param>
    /// <returns>When all are answered.</returns>
    public static async Task<Latencies> RunAsync(
        double perSecond, Func<int, Task> call, Func<int, bool> goesOn, CancellationToken cancellation)
    {
        var calls = new List<Task<double>>();
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Look);
        while (goesOn(calls.Count))
        {
            if (SinceDue(calls.Count) >= TimeSpan.Zero)
            {
                calls.Add(CallAsync(calls.Count));
            }
            else
            {
                await timer.WaitForNextTickAsync(cancellation);
            }
        }

        return new Latencies(await Task.WhenAll(calls));

        TimeSpan SinceDue(int number) => TimeProvider.System.GetElapsedTime(start) - TimeSpan.FromSeconds(number / perSecond);

        async Task<double> CallAsync(int number)
        {
            await call(number);
            return SinceDue(number).TotalMicroseconds;
        }
    }
}

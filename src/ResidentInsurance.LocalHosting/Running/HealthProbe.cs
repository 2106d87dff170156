using System.Net;

namespace ResidentInsurance.LocalHosting;

/// <summary>Asks a program's health address.</summary>
internal sealed class HealthProbe : IDisposable
{
    /// <summary>Until it is healthy for the first time.</summary>
    internal static readonly TimeSpan StartInterval = TimeSpan.FromSeconds(1);

    /// <summary>From then on.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // A proxy in the environment is for the internet, never for loopback.
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Null where it is healthy, else what stands against it.</summary>
    internal async Task<string?> AskAsync(string address, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(address), cancellation);
            return answer.StatusCode == HttpStatusCode.OK
                ? null
                : $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}".Trim();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException
            && !cancellation.IsCancellationRequested)
        {
            return e.Message;
        }
    }

    public void Dispose() => client.Dispose();
}

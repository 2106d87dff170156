using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ResidentInsurance.Testing;

/// <summary>A service that is healthy, shows what environment it got, and
/// ignores SIGTERM where FIXTURE_STUBBORN names it.</summary>
internal static class FixtureService
{
    internal static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.UseUrls($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT")}");
        var app = builder.Build();
        _ = app.MapGet("/health", () => Results.Ok("Healthy"));
        _ = app.MapGet("/environment", () => Environment.GetEnvironmentVariables());
        if (Environment.GetEnvironmentVariable("FIXTURE_STUBBORN") == Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME"))
        {
            using var deaf = System.Runtime.InteropServices.PosixSignalRegistration.Create(
                System.Runtime.InteropServices.PosixSignal.SIGTERM, c => c.Cancel = true);
            await app.StartAsync();
            await Console.Out.WriteLineAsync("started, and deaf");
            await Task.Delay(Timeout.Infinite);
        }

        await app.StartAsync();
        await Console.Out.WriteLineAsync("started");
        await app.WaitForShutdownAsync();
        await Console.Out.WriteLineAsync("ended");
        return 0;
    }
}

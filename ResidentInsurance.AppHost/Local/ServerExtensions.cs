using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ResidentInsurance.LocalInstance.Processes;

namespace ResidentInsurance.AppHost.Local;

/// <summary>What both private servers are to Aspire.</summary>
internal static class ServerExtensions
{
    public static IResourceBuilder<T> RunsAs<T>(this IResourceBuilder<T> server, ChildSpec spec)
        where T : ExecutableResource => server
        .WithArgs([.. spec.Command.Skip(1)])
        .WithEnvironment(context =>
        {
            foreach (var (name, value) in spec.Environment)
            {
                context.EnvironmentVariables[name] = value;
            }
        })
        .ExcludeFromManifest();

    /// <param name="server">The server.</param>
    /// <param name="ask">Ends without an exception where it answers.</param>
    public static IResourceBuilder<T> IsHealthyWhen<T>(this IResourceBuilder<T> server, Func<CancellationToken, Task> ask)
        where T : ExecutableResource
    {
        _ = server.ApplicationBuilder.Services.AddHealthChecks().AddAsyncCheck(server.Resource.Name, async cancellation =>
        {
            try
            {
                await ask(cancellation);
                return HealthCheckResult.Healthy();
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                return HealthCheckResult.Unhealthy(e.Message);
            }
        });
        return server.WithHealthCheck(server.Resource.Name);
    }
}

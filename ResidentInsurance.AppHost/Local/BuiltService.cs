using System.Globalization;
using System.Reflection;
using ResidentInsurance.LocalInstance;

namespace ResidentInsurance.AppHost.Local;

/// <summary>A service run from its build output: Aspire's own way, <c>dotnet run</c> for each, evaluates the project first and
/// stays beside it (72 MB and 3 s of processor each).</summary>
internal sealed class BuiltServiceResource(string name, string folder)
    : ExecutableResource(name, "dotnet", folder), IResourceWithServiceDiscovery, ILocalProcess;

internal static class BuiltServiceExtensions
{
    private const string Endpoint = "http";

    // The configuration we were built in; not beside our own output: a test runs us from its own.
    private static readonly string Configuration =
        typeof(BuiltServiceExtensions).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <param name="builder">The application.</param>
    /// <param name="name">Its name, with a number where it is a further replica.</param>
    /// <param name="service">The name that all replicas share.</param>
    /// <param name="port">Its port, whatever its launch profile says.</param>
    /// <param name="telemetry">Whether its telemetry goes to the dashboard.</param>
    public static IResourceBuilder<BuiltServiceResource> AddBuiltService<T>(
        this IDistributedApplicationBuilder builder, string name, string service, int port, bool telemetry)
        where T : IProjectMetadata, new()
    {
        var project = new T().ProjectPath;
        // It runs in its project's folder, as by `dotnet run`: there is its web root.
        var folder = Path.GetDirectoryName(project)!;
        var assembly = Path.Combine(
            folder, "bin", Configuration, $"net{Environment.Version.Major}.0", Path.GetFileNameWithoutExtension(project) + ".dll");
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        if (!File.Exists(assembly))
        {
            throw new HostException(Bilingual.Text(nameof(Texts.NotBuilt), name, assembly));
        }

        var built = builder.AddResource(new BuiltServiceResource(name, folder))
            .WithArgs(assembly)
            .WithHttpEndpoint(port: port, targetPort: port, name: Endpoint, isProxied: false)
            // Not "localhost": its first address is ::1, where nobody listens.
            .WithEndpoint(Endpoint, endpoint => endpoint.TargetHost = "127.0.0.1")
            .WithEnvironment("ASPNETCORE_URLS", address)
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development");
        if (telemetry)
        {
            _ = built.WithOtlpExporter();
        }

        return built.WithEnvironment("OTEL_SERVICE_NAME", service)
            .WithEnvironment("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=" + name);
    }
}

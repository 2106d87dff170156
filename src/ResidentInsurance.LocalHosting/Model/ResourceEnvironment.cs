using System.Collections.Frozen;

namespace ResidentInsurance.LocalHosting;

/// <summary>The environment that one replica of a program gets.</summary>
internal static class ResourceEnvironment
{
    /// <summary>Aspire's intervals for development: telemetry is seen within a second.</summary>
    private const string TelemetryIntervalMilliseconds = "1000";

    /// <summary>What is meant for the host itself: every child gets its own, or none.</summary>
    private static readonly FrozenSet<string> NotInherited = FrozenSet.Create(
        "ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE", "ASPIRE_LOGLEVEL");

    internal static Dictionary<string, string> Of(
        ProcessResource resource, int replica, Allocation allocation, IReadOnlyDictionary<string, string> host)
    {
        var environment = host.Where(v => IsInherited(v.Key)).ToDictionary(v => v.Key, v => v.Value);
        AddProject(environment, resource, replica, allocation);
        foreach (var endpoint in resource.Endpoints.Where(e => e.Variable is not null))
        {
            environment[endpoint.Variable!] = $"{allocation.Port(resource, endpoint.Name, replica)}";
        }

        AddTelemetry(environment, resource, replica);
        foreach (var reference in resource.References)
        {
            AddReference(environment, reference, allocation);
        }

        foreach (var (name, value) in resource.Variables)
        {
            environment[name] = value(allocation);
        }

        return environment;
    }

    // Parameters are the host's: a service gets those that the AppHost hands it, under the names it gives them.
    private static bool IsInherited(string name) =>
        !NotInherited.Contains(name) && !name.StartsWith("Parameters__", StringComparison.OrdinalIgnoreCase);

    private static void AddProject(
        Dictionary<string, string> environment, ProcessResource resource, int replica, Allocation allocation)
    {
        if (resource is not ProjectResource project)
        {
            return;
        }

        foreach (var (name, value) in project.Profile.Variables)
        {
            environment[name] = value;
        }

        var urls = project.Endpoints.Where(e => e.Variable is null)
            .Select(e => Allocation.Address(allocation.Port(project, e.Name, replica))).ToList();
        if (urls.Count > 0)
        {
            environment["ASPNETCORE_URLS"] = string.Join(';', urls);
        }
    }

    private static void AddTelemetry(Dictionary<string, string> environment, ProcessResource resource, int replica)
    {
        environment["OTEL_SERVICE_NAME"] = resource.Name;
        environment["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={resource.Name}-{replica + 1}";
        environment["OTEL_BSP_SCHEDULE_DELAY"] = TelemetryIntervalMilliseconds;
        environment["OTEL_BLRP_SCHEDULE_DELAY"] = TelemetryIntervalMilliseconds;
        environment["OTEL_METRIC_EXPORT_INTERVAL"] = TelemetryIntervalMilliseconds;
    }

    private static void AddReference(
        Dictionary<string, string> environment, ReferencedResource reference, Allocation allocation)
    {
        if (reference is ConnectionResource connected)
        {
            var connection = allocation.Connections[connected];
            environment[$"ConnectionStrings__{reference.Name}"] = connection.ConnectionString;
            foreach (var (property, value) in connection.Properties)
            {
                environment[$"{reference.VariableName}_{property}"] = value;
            }
        }
        else if (reference is ProcessResource process)
        {
            foreach (var endpoint in process.Endpoints.Select(e => e.Name))
            {
                var addresses = allocation.Addresses(process, endpoint);
                environment[$"{reference.VariableName}_{endpoint.ToUpperInvariant()}"] = addresses[0];
                // Aspire has one proxy before all replicas; here each replica stands in the list itself.
                for (var i = 0; i < addresses.Count; i++)
                {
                    environment[$"services__{reference.Name}__{endpoint}__{i}"] = addresses[i];
                }
            }
        }
    }
}

using ResidentInsurance.LocalHosting;

namespace ResidentInsurance.Testing;

/// <summary>An application small enough to be started many times: both servers and two services, started as a
/// process of its own by the tests of the host.</summary>
internal static class FixtureHost
{
    private static readonly string Self = typeof(FixtureHost).Assembly.Location;

    internal static int Run(string[] options)
    {
        // The first word chooses the parts: services alone, with servers, or with a service that ends at once.
        var builder = DistributedApplication.CreateBuilder(options[1..]);
        var first = builder.AddExecutable("first", "dotnet", ".", Self, "service")
            .WithHttpEndpoint(env: "PORT").WithHttpHealthCheck("/health");
        if (options[0] == "servers")
        {
            var postgres = builder.AddPostgres("postgres");
            var database = postgres.AddDatabase("records");
            var messaging = builder.AddRabbitMQ("messaging").WithManagementPlugin();
            _ = first.WithReference(database).WaitFor(database).WithReference(messaging).WaitFor(messaging);
        }

        if (options[0] == "broken")
        {
            _ = builder.AddExecutable("broken", "sh", ".", "-c", "echo no configuration; exit 3")
                .WithHttpEndpoint(env: "PORT").WithHttpHealthCheck("/health");
        }

        _ = builder.AddExecutable("second", "dotnet", ".", Self, "service")
            .WithHttpEndpoint(env: "PORT").WithHttpHealthCheck("/health")
            .WithReference(first).WaitFor(first)
            .WithExternalHttpEndpoints();
        builder.Build().Run();
        return Environment.ExitCode;
    }
}

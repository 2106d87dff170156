using ResidentInsurance.Testing;

namespace ResidentInsurance.LocalHosting.Tests;

/// <summary>What the host puts into its children's environment.</summary>
public sealed class ResourceEnvironmentTests : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private readonly DistributedApplicationBuilder builder = DistributedApplication.CreateBuilder([]);
    private DataFolder? data;

    public async ValueTask InitializeAsync() => data = await DataFolder.OpenAsync(folder.Path, console: null);

    public ValueTask DisposeAsync()
    {
        data?.Dispose();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void A_server_arrives_as_connection_string_and_in_parts()
    {
        var password = builder.AddParameter("pg-password", secret: true);
        var records = builder.AddPostgres("main-db", password: password);
        var service = Service().WithReference(records);

        var environment = Environment(service, host: new() { ["Parameters__pg_password"] = "secret1" });

        var port = environment["MAIN_DB_PORT"];
        Assert.Equal($"Host=127.0.0.1;Port={port};Username=app;Password=secret1", environment["ConnectionStrings__main-db"]);
        Assert.Equal("127.0.0.1", environment["MAIN_DB_HOST"]);
        Assert.Equal("app", environment["MAIN_DB_USERNAME"]);
        Assert.Equal("secret1", environment["MAIN_DB_PASSWORD"]);
        Assert.Equal($"postgresql://app:secret1@127.0.0.1:{port}", environment["MAIN_DB_URI"]);
        Assert.DoesNotContain("MAIN_DB_DATABASENAME", environment.Keys);
    }

    [Fact]
    public void A_database_arrives_with_its_name()
    {
        var database = builder.AddPostgres("postgres").AddDatabase("records");
        var service = Service().WithReference(database);

        var environment = Environment(service);

        Assert.EndsWith(";Database=records", environment["ConnectionStrings__records"], StringComparison.Ordinal);
        Assert.Equal("records", environment["RECORDS_DATABASENAME"]);
        Assert.EndsWith("/records", environment["RECORDS_URI"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_broker_arrives_as_an_amqp_address()
    {
        var service = Service().WithReference(builder.AddRabbitMQ("messaging"));

        var environment = Environment(service);

        Assert.Equal(environment["MESSAGING_URI"], environment["ConnectionStrings__messaging"]);
        Assert.Equal(
            $"amqp://app:{environment["MESSAGING_PASSWORD"]}@127.0.0.1:{environment["MESSAGING_PORT"]}",
            environment["ConnectionStrings__messaging"]);
    }

    [Fact]
    public void An_own_server_is_passed_on_as_it_was_given()
    {
        const string Given = "Host=db.county;Port=5433;Username=u;Password=p;Ssl Mode=Require";
        const string Broker = "amqps://u:p%40ss@mq.county:5671/insurance";
        var service = Service().WithReference(builder.AddPostgres("postgres"))
            .WithReference(builder.AddRabbitMQ("messaging"));

        var environment = Environment(service, host: new()
        {
            ["ConnectionStrings__postgres"] = Given,
            ["ConnectionStrings__messaging"] = Broker,
        });

        Assert.Equal(Given, environment["ConnectionStrings__postgres"]);
        Assert.Equal("5433", environment["POSTGRES_PORT"]);
        Assert.Equal(Broker, environment["ConnectionStrings__messaging"]);
        Assert.Equal("p@ss", environment["MESSAGING_PASSWORD"]);
        Assert.False(File.Exists(data!.File("ports.json")) && File.ReadAllText(data.File("ports.json")).Contains("postgres"));
    }

    [Fact]
    public void Another_service_arrives_with_the_addresses_of_all_its_replicas()
    {
        var other = Service("payment-ingestion").WithReplicas(2);
        var service = Service("desk").WithReference(other);

        var environment = Environment(service);

        var first = environment["services__payment-ingestion__http__0"];
        Assert.StartsWith("http://127.0.0.1:", first, StringComparison.Ordinal);
        Assert.NotEqual(first, environment["services__payment-ingestion__http__1"]);
        Assert.Equal(first, environment["PAYMENT_INGESTION_HTTP"]);
        Assert.DoesNotContain("services__payment-ingestion__http__2", environment.Keys);
    }

    [Fact]
    public void Each_replica_listens_on_its_own_port_and_has_its_own_instance_id()
    {
        var service = Service().WithReplicas(2);

        var (first, second) = (Environment(service), Environment(service, replica: 1));

        Assert.NotEqual(first["ASPNETCORE_URLS"], second["ASPNETCORE_URLS"]);
        Assert.Equal("enrollment", second["OTEL_SERVICE_NAME"]);
        Assert.Equal("service.instance.id=enrollment-1", first["OTEL_RESOURCE_ATTRIBUTES"]);
        Assert.Equal("service.instance.id=enrollment-2", second["OTEL_RESOURCE_ATTRIBUTES"]);
    }

    [Fact]
    public void A_launch_profile_gives_the_environment_but_not_the_port()
    {
        var environment = Environment(Service(), host: new() { ["ASPNETCORE_ENVIRONMENT"] = "Staging" });

        Assert.Equal("Testing", environment["ASPNETCORE_ENVIRONMENT"]);
        Assert.DoesNotContain("5999", environment["ASPNETCORE_URLS"], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_meant_for_the_host_is_not_inherited_and_all_else_is()
    {
        var executable = builder.AddExecutable("tool", "tool", ".").WithHttpEndpoint(env: "PORT");

        var environment = Environment(executable, host: new()
        {
            ["ASPNETCORE_URLS"] = "http://*:80",
            ["ASPNETCORE_ENVIRONMENT"] = "Staging",
            ["DOTNET_ENVIRONMENT"] = "Staging",
            ["DOTNET_LAUNCH_PROFILE"] = "https",
            ["ASPIRE_LOGLEVEL"] = "Debug",
            ["Parameters__master_keys"] = "1:00",
            ["Counties"] = "500119",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://collector:4317",
        });

        string[] computed =
        [
            "OTEL_BLRP_SCHEDULE_DELAY", "OTEL_BSP_SCHEDULE_DELAY", "OTEL_METRIC_EXPORT_INTERVAL",
            "OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME", "PORT",
        ];
        Assert.Equal(["Counties", .. computed[..2], "OTEL_EXPORTER_OTLP_ENDPOINT", .. computed[2..]], environment.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("1000", environment["OTEL_METRIC_EXPORT_INTERVAL"]);
    }

    [Fact]
    public void A_parameter_and_an_endpoint_arrive_under_the_names_that_the_diagram_gives_them()
    {
        var token = builder.AddParameter("token-key", secret: true);
        var other = Service("quota-tracking");
        var service = Service("desk").WithEnvironment("Secrets__TokenKey", token)
            .WithEnvironment("Quota", other.GetEndpoint("http")).WithEnvironment("Plain", "value");

        var environment = Environment(service);

        Assert.Matches("^[0-9a-f]{64}$", environment["Secrets__TokenKey"]);
        Assert.StartsWith("http://127.0.0.1:", environment["Quota"], StringComparison.Ordinal);
        Assert.Equal("value", environment["Plain"]);
    }

    private ResourceBuilder<ProjectResource> Service(string name = "enrollment") =>
        builder.AddProject<FixtureProject>(name);

    private Dictionary<string, string> Environment<T>(
        ResourceBuilder<T> resource, int replica = 0, Dictionary<string, string>? host = null)
        where T : ProcessResource
    {
        var allocation = new Allocator(builder.Model, data!, host ?? [], replicas: null).Allocate();
        return ResourceEnvironment.Of(resource.Resource, replica, allocation, host ?? []);
    }

    /// <summary>A project as the build would describe it; its launch profile lies beside this assembly.</summary>
    private sealed class FixtureProject : IProjectMetadata
    {
        public string ProjectPath => Path.Combine(AppContext.BaseDirectory, "Fixture", "Fixture.csproj");

        public string AssemblyPath => Path.Combine(AppContext.BaseDirectory, "Fixture", "Fixture.dll");
    }
}

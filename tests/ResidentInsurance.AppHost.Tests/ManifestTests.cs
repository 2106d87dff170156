using System.Text.Json.Nodes;
using ResidentInsurance.Testing;

namespace ResidentInsurance.AppHost.Tests;

/// <summary>The diagram as it is published: what a deployment is made from.</summary>
public sealed class ManifestTests(ManifestTests.Published published) : IClassFixture<ManifestTests.Published>
{
    private static readonly string[] Services = ["enrollment", "payment-ingestion", "quota-tracking", "subsidy-eligibility"];

    private JsonObject Resources => published.Manifest["resources"]!.AsObject();

    [Fact]
    public void Servers_are_containers_services_are_projects_and_every_secret_is_a_parameter()
    {
        var types = Resources.ToLookup(r => (string)r.Value!["type"]!, r => r.Key);

        Assert.Equal(["messaging", "postgres"], types["container.v0"].Order(StringComparer.Ordinal));
        Assert.Equal(["desk", .. Services], types["project.v0"].Order(StringComparer.Ordinal));
        Assert.Equal(
            ["master-keys", "messaging-password", "postgres-password", "resident-key", "token-key"], types["parameter.v0"].Order(StringComparer.Ordinal));
        // The passwords once more, as they stand in a URI.
        Assert.Equal(["messaging-password-uri-encoded", "postgres-password-uri-encoded"], types["annotated.string"].Order(StringComparer.Ordinal));
        Assert.Equal(4, types.Count);
    }

    [Fact]
    public void Every_service_has_both_servers_and_checks_tokens()
    {
        foreach (var service in Services)
        {
            var environment = EnvironmentOf(service);
            Assert.Equal("{postgres.connectionString}", environment["ConnectionStrings__postgres"]);
            Assert.Equal("{messaging.connectionString}", environment["ConnectionStrings__messaging"]);
            Assert.Equal("{token-key.value}", environment["Secrets__TokenKey"]);
        }

        Assert.DoesNotContain("ConnectionStrings__postgres", EnvironmentOf("desk").Keys);
    }

    [Fact]
    public void Who_holds_persons_has_their_keys_and_nobody_else()
    {
        string[] holders = [.. Resources.Where(r => (string)r.Value!["type"]! == "project.v0").Select(r => r.Key)
            .Where(name => EnvironmentOf(name).ContainsKey("Secrets__MasterKeys"))];

        Assert.Equal(["enrollment", "payment-ingestion", "subsidy-eligibility"], holders.Order(StringComparer.Ordinal));
        Assert.All(holders, holder => Assert.Equal("{resident-key.value}", EnvironmentOf(holder)["Secrets__ResidentKey"]));
    }

    [Theory]
    [InlineData("enrollment", "payment-ingestion", "quota-tracking", "subsidy-eligibility")]
    [InlineData("payment-ingestion", "enrollment")]
    [InlineData("subsidy-eligibility", "enrollment")]
    [InlineData("quota-tracking", "enrollment")]
    [InlineData("desk", "enrollment", "payment-ingestion", "quota-tracking", "subsidy-eligibility")]
    public void A_service_finds_whom_it_calls(string caller, params string[] called) => Assert.Equal(
        called,
        EnvironmentOf(caller).Keys.Where(k => k.StartsWith("services__", StringComparison.Ordinal)).Select(k => k.Split("__")[1])
            .Distinct().Order(StringComparer.Ordinal));

    private Dictionary<string, string> EnvironmentOf(string resource) =>
        Resources[resource]!["env"]!.AsObject().ToDictionary(v => v.Key, v => (string)v.Value!);

    /// <summary>What <c>--operation publish</c> writes; it starts nothing and touches no data folder.</summary>
    public sealed class Published : IAsyncLifetime
    {
        private readonly TestFolder folder = new();

        public JsonNode Manifest { get; private set; } = new JsonObject();

        public async ValueTask InitializeAsync()
        {
            var file = Path.Combine(folder.Path, "manifest.json");
            var (code, said) = await AppHostProcess.RunAsync("--operation", "publish", "--publisher", "manifest", "--output-path", file);
            Assert.True(code == 0, said);
            Manifest = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        }

        public ValueTask DisposeAsync()
        {
            folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

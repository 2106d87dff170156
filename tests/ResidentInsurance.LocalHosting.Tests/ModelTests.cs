namespace ResidentInsurance.LocalHosting.Tests;

/// <summary>Mistakes in a diagram are found before anything runs.</summary>
public sealed class ModelTests
{
    private readonly DistributedApplicationBuilder builder = DistributedApplication.CreateBuilder([]);

    [Fact]
    public void Two_resources_of_one_name_are_refused()
    {
        _ = builder.AddExecutable("tool", "tool", ".");
        _ = Assert.Throws<ArgumentException>(() => builder.AddExecutable("TOOL", "tool", "."));
    }

    [Theory]
    [InlineData("two--hyphens")]
    [InlineData("under_score")]
    [InlineData("1st")]
    [InlineData("end-")]
    public void A_name_that_some_target_would_not_take_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => builder.AddExecutable(name, "tool", "."));

    [Fact]
    public void A_circle_of_waiting_is_refused()
    {
        var first = builder.AddExecutable("first", "tool", ".");
        var second = builder.AddExecutable("second", "tool", ".").WaitFor(first);
        _ = first.WaitFor(second);

        _ = Assert.Throws<InvalidOperationException>(builder.Build);
    }

    [Fact]
    public void Stopping_goes_from_what_nobody_waits_for_down_to_the_servers()
    {
        var postgres = builder.AddPostgres("postgres");
        var service = builder.AddExecutable("service", "tool", ".").WithReference(postgres.AddDatabase("records"));
        var desk = builder.AddExecutable("desk", "tool", ".").WaitFor(service);

        Assert.Equal([0, 1, 2], [ApplicationModel.Level(postgres.Resource), ApplicationModel.Level(service.Resource), ApplicationModel.Level(desk.Resource)]);
    }

    [Fact]
    public void An_endpoint_name_is_given_once()
    {
        var tool = builder.AddExecutable("tool", "tool", ".").WithHttpEndpoint();
        _ = Assert.Throws<ArgumentException>(() => tool.WithHttpEndpoint());
    }

    [Fact]
    public void Connections_grow_with_counties_and_replicas()
    {
        var postgres = builder.AddPostgres("postgres");
        var service = builder.AddExecutable("service", "tool", ".").WithReference(postgres);
        var allocation = new Allocation();
        allocation.SetReplicas(service.Resource, 3);
        var host = new Dictionary<string, string> { ["Counties"] = "500119,500120,500121,500122,500123,500124,500125,500126,500127,500128" };

        Assert.Equal(350, Servers.PostgresSizing.MaxConnections(builder.Model, postgres.Resource, allocation, host));
    }
}

namespace ResidentInsurance.AppHost.Local;

/// <summary>A service of the diagram: one project where it is deployed; here its build output, once for each replica.</summary>
/// <param name="name">The name by which others find it.</param>
/// <param name="replicas">The resources that it is made of.</param>
internal sealed class Service(string name, IReadOnlyList<IResourceBuilder<IResourceWithServiceDiscovery>> replicas)
{
    /// <summary>It needs this server before it starts.</summary>
    public Service Uses(IResourceBuilder<IResourceWithConnectionString> server)
    {
        foreach (var replica in replicas)
        {
            _ = Settings(replica).WithReference(server);
            _ = Start(replica).WaitFor(server);
        }

        return this;
    }

    public Service With(string variable, IResourceBuilder<ParameterResource> value)
    {
        foreach (var replica in replicas)
        {
            _ = Settings(replica).WithEnvironment(variable, value);
        }

        return this;
    }

    public Service With(string variable, string value)
    {
        foreach (var replica in replicas)
        {
            _ = Settings(replica).WithEnvironment(variable, value);
        }

        return this;
    }

    /// <summary>It sends requests to these, and finds each of their replicas.</summary>
    public Service Calls(params IReadOnlyList<Service> others)
    {
        foreach (var replica in replicas)
        {
            others.ToList().ForEach(other => other.IsFoundBy(Settings(replica)));
        }

        return this;
    }

    /// <summary>Operators open it in their browsers.</summary>
    public void IsOpenedByOperators()
    {
        foreach (var replica in replicas)
        {
            _ = replica.WithExternalHttpEndpoints();
        }
    }

    private void IsFoundBy(IResourceBuilder<IResourceWithEnvironment> caller)
    {
        _ = caller.WithReference(replicas[0]);
        foreach (var (replica, number) in replicas.Select((replica, number) => (replica, number)).Skip(1))
        {
            _ = caller.WithEnvironment($"services__{name}__http__{number}", replica.GetEndpoint("http"));
        }
    }

    // One resource is all of these; only its builder's type does not say so.
    private static IResourceBuilder<IResourceWithEnvironment> Settings(IResourceBuilder<IResource> replica) =>
        (IResourceBuilder<IResourceWithEnvironment>)replica;

    private static IResourceBuilder<IResourceWithWaitSupport> Start(IResourceBuilder<IResource> replica) =>
        (IResourceBuilder<IResourceWithWaitSupport>)replica;
}

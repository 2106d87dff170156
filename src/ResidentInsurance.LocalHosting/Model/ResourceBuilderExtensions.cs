namespace ResidentInsurance.LocalHosting;

/// <summary>The members of Aspire's resource builders that <c>AppHost.cs</c> may use.</summary>
public static class ResourceBuilderExtensions
{
    /// <summary>Keeps the data between runs: here it always lives in the data folder.</summary>
    public static ResourceBuilder<PostgresServerResource> WithDataVolume(
        this ResourceBuilder<PostgresServerResource> builder, string? name = null)
    {
        _ = name;
        return builder;
    }

    public static ResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this ResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, builder.Resource, databaseName ?? name);
        builder.Resource.Databases.Add(database);
        return builder.Model.Add(database);
    }

    public static ResourceBuilder<RabbitMQServerResource> WithManagementPlugin(
        this ResourceBuilder<RabbitMQServerResource> builder) =>
        builder.With(r => r.Management = true);

    /// <summary>Gives the connection string of a server or database, or the addresses of a service.</summary>
    public static ResourceBuilder<T> WithReference<T, TSource>(
        this ResourceBuilder<T> builder, ResourceBuilder<TSource> source)
        where T : ProcessResource
        where TSource : ReferencedResource =>
        builder.With(r => r.References.Add(source.Resource));

    /// <summary>Starts it only when the other runs and is healthy.</summary>
    public static ResourceBuilder<T> WaitFor<T, TSource>(
        this ResourceBuilder<T> builder, ResourceBuilder<TSource> dependency)
        where T : ProcessResource
        where TSource : ReferencedResource =>
        builder.With(r => r.WaitsFor.Add(dependency.Resource));

    /// <summary>Starts it only when the other has ended without fault.</summary>
    public static ResourceBuilder<T> WaitForCompletion<T, TSource>(
        this ResourceBuilder<T> builder, ResourceBuilder<TSource> dependency)
        where T : ProcessResource
        where TSource : ProcessResource =>
        builder.With(r => r.WaitsForCompletionOf.Add(dependency.Resource));

    public static ResourceBuilder<T> WithEnvironment<T>(this ResourceBuilder<T> builder, string name, string? value)
        where T : ProcessResource =>
        builder.With(r => r.Variables.Add((name, _ => value ?? "")));

    public static ResourceBuilder<T> WithEnvironment<T>(
        this ResourceBuilder<T> builder, string name, ResourceBuilder<ParameterResource> parameter)
        where T : ProcessResource =>
        builder.With(r => r.Variables.Add((name, allocation => allocation.Parameter(parameter.Resource))));

    public static ResourceBuilder<T> WithEnvironment<T>(
        this ResourceBuilder<T> builder, string name, EndpointReference endpointReference)
        where T : ProcessResource =>
        builder.With(r => r.Variables.Add((name, allocation => allocation.Address(endpointReference))));

    /// <param name="builder">The program.</param>
    /// <param name="port">A port that must be just this one.</param>
    /// <param name="name">The endpoint's name, <c>http</c> by default.</param>
    /// <param name="env">The variable in which the program wants its port.</param>
    public static ResourceBuilder<T> WithHttpEndpoint<T>(
        this ResourceBuilder<T> builder, int? port = null, string? name = null, string? env = null)
        where T : ProcessResource
    {
        var endpoint = new EndpointSpec(name ?? "http", port, env);
        return builder.Resource.Endpoints.Exists(e => e.Name == endpoint.Name)
            ? throw new ArgumentException($"'{builder.Resource.Name}' has an endpoint '{endpoint.Name}' already", nameof(name))
            : builder.With(r => r.Endpoints.Add(endpoint));
    }

    /// <summary>Marks what operators open; the first such address is the one that the host calls ready.</summary>
    public static ResourceBuilder<T> WithExternalHttpEndpoints<T>(this ResourceBuilder<T> builder)
        where T : ProcessResource =>
        builder.With(r => r.External = true);

    public static ResourceBuilder<T> WithHttpHealthCheck<T>(this ResourceBuilder<T> builder, string? path = null)
        where T : ProcessResource =>
        builder.With(r => r.HealthPath = path ?? "/");

    public static ResourceBuilder<ProjectResource> WithReplicas(
        this ResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return builder.With(r => r.Replicas = replicas);
    }

    public static EndpointReference GetEndpoint<T>(this ResourceBuilder<T> builder, string name)
        where T : ProcessResource =>
        new(builder.Resource, name);
}

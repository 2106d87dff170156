namespace ResidentInsurance.LocalHosting;

/// <summary>Collects the application's parts, as Aspire's <c>IDistributedApplicationBuilder</c>.</summary>
public sealed class DistributedApplicationBuilder
{
    private readonly HostOptions options;

    internal DistributedApplicationBuilder(HostOptions options) => this.options = options;

    internal ApplicationModel Model { get; } = new();

    public ResourceBuilder<ParameterResource> AddParameter(string name, bool secret = false) =>
        Model.Add(new ParameterResource(name, secret));

    public ResourceBuilder<PostgresServerResource> AddPostgres(
        string name, ResourceBuilder<ParameterResource>? password = null) =>
        Model.Add(new PostgresServerResource(name, password?.Resource));

    public ResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        string name, ResourceBuilder<ParameterResource>? password = null) =>
        Model.Add(new RabbitMQServerResource(name, password?.Resource));

    public ResourceBuilder<ProjectResource> AddProject<TProject>(string name)
        where TProject : IProjectMetadata, new() =>
        Model.Add(new ProjectResource(name, new TProject()));

    /// <param name="name">Its name.</param>
    /// <param name="command">The program.</param>
    /// <param name="workingDirectory">Where it runs; relative to the AppHost's own folder.</param>
    /// <param name="args">Its arguments.</param>
    public ResourceBuilder<ExecutableResource> AddExecutable(
        string name, string command, string workingDirectory, params string[] args) =>
        Model.Add(new ExecutableResource(
            name, command, Path.GetFullPath(workingDirectory, AppContext.BaseDirectory), args));

    public DistributedApplication Build()
    {
        foreach (var process in Model.Processes)
        {
            _ = ApplicationModel.Level(process); // a circle of waiting is found before anything runs
        }

        return new DistributedApplication(Model, options);
    }
}

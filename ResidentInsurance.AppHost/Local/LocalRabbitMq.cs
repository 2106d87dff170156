using ResidentInsurance.LocalInstance.Servers;

namespace ResidentInsurance.AppHost.Local;

/// <summary>A private RabbitMQ of this machine's packages, on loopback.</summary>
internal sealed class LocalRabbitMqResource(RabbitMqProgram program)
    : ExecutableResource(program.Spec.Name, program.Spec.Command[0], program.Spec.WorkingDirectory), IResourceWithConnectionString, ILocalProcess
{
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{program.ConnectionString}");

    bool ILocalProcess.IsServer => true;
}

/// <summary>The broker's own port mapper.</summary>
internal sealed class LocalPortMapperResource(RabbitMqProgram program)
    : ExecutableResource(program.MapperSpec.Name, program.MapperSpec.Command[0], program.MapperSpec.WorkingDirectory), ILocalProcess
{
    bool ILocalProcess.IsServer => true;
}

internal static class LocalRabbitMqExtensions
{
    public static IResourceBuilder<LocalRabbitMqResource> AddLocalRabbitMq(this IDistributedApplicationBuilder builder, RabbitMqProgram program)
    {
        var mapper = builder.AddResource(new LocalPortMapperResource(program)).RunsAs(program.MapperSpec).IsHealthyWhen(program.AskMapperAsync);
        var broker = builder.AddResource(new LocalRabbitMqResource(program))
            .RunsAs(program.Spec)
            .WithEndpoint(port: program.Port, targetPort: program.Port, scheme: "tcp", name: "tcp", isProxied: false)
            .WithHttpEndpoint(port: program.ManagementPort, targetPort: program.ManagementPort, name: "management", isProxied: false)
            .IsHealthyWhen(program.AskAsync)
            .WaitFor(mapper)
            .OnBeforeResourceStarted((_, _, _) =>
            {
                program.Prepare();
                return Task.CompletedTask;
            });
        _ = mapper.WithParentRelationship(broker);
        return broker;
    }
}

using Microsoft.Extensions.DependencyInjection;
using ResidentInsurance.LocalInstance.Processes;
using ResidentInsurance.LocalInstance.Servers;

namespace ResidentInsurance.AppHost.Local;

/// <summary>A private PostgreSQL of this machine's packages, on loopback.</summary>
internal sealed class LocalPostgresResource(PostgresProgram program)
    : ExecutableResource(program.Spec.Name, program.Spec.Command[0], program.Spec.WorkingDirectory), IResourceWithConnectionString, ILocalProcess
{
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{program.ConnectionString}");

    StopSignal ILocalProcess.Signal => program.Spec.Signal;

    bool ILocalProcess.IsServer => true;
}

internal static class LocalPostgresExtensions
{
    public static IResourceBuilder<LocalPostgresResource> AddLocalPostgres(this IDistributedApplicationBuilder builder, PostgresProgram program) => builder
        .AddResource(new LocalPostgresResource(program))
        .RunsAs(program.Spec)
        .WithEndpoint(port: program.Port, targetPort: program.Port, scheme: "tcp", name: "tcp", isProxied: false)
        .IsHealthyWhen(program.AskAsync)
        .OnBeforeResourceStarted((_, _, cancellation) => program.PrepareAsync(cancellation));
}

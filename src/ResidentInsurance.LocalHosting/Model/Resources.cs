using System.Text.RegularExpressions;

namespace ResidentInsurance.LocalHosting;

/// <summary>A part of the application, named once.</summary>
public abstract partial class Resource
{
    protected Resource(string name)
    {
        // What all of Aspire's targets take: the name goes into host names, variables and file names.
        if (!NamePattern().IsMatch(name))
        {
            throw new ArgumentException($"'{name}': letters, digits and single hyphens, a letter first", nameof(name));
        }

        Name = name;
    }

    public string Name { get; }

    /// <summary>The name as it stands in variables: <c>PAYMENT_INGESTION</c>.</summary>
    internal string VariableName => Name.ToUpperInvariant().Replace('-', '_');

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();
}

/// <summary>A value from outside: of the host's configuration (<c>Parameters__NAME</c>), or, where it is secret and
/// not given there, made once and kept in the data folder.</summary>
public sealed class ParameterResource(string name, bool secret) : Resource(name)
{
    public bool Secret { get; } = secret;
}

/// <summary>What others may refer to.</summary>
public abstract class ReferencedResource(string name) : Resource(name);

/// <summary>What is reached by a connection string.</summary>
public abstract class ConnectionResource(string name) : ReferencedResource(name);

/// <summary>A PostgreSQL server.</summary>
public sealed class PostgresServerResource(string name, ParameterResource? password) : ConnectionResource(name)
{
    public ParameterResource? Password { get; } = password;

    internal List<PostgresDatabaseResource> Databases { get; } = [];
}

/// <summary>A database that the host creates where it is missing.</summary>
public sealed class PostgresDatabaseResource(string name, PostgresServerResource server, string databaseName)
    : ConnectionResource(name)
{
    public PostgresServerResource Server { get; } = server;

    public string DatabaseName { get; } = databaseName;
}

/// <summary>A RabbitMQ broker.</summary>
public sealed class RabbitMQServerResource(string name, ParameterResource? password) : ConnectionResource(name)
{
    public ParameterResource? Password { get; } = password;

    public bool Management { get; internal set; }
}

/// <summary>A program that the host starts, once or as several replicas.</summary>
public abstract class ProcessResource(string name) : ReferencedResource(name)
{
    internal List<EndpointSpec> Endpoints { get; } = [];

    internal List<ReferencedResource> References { get; } = [];

    internal List<Resource> WaitsFor { get; } = [];

    internal List<ProcessResource> WaitsForCompletionOf { get; } = [];

    internal List<(string Name, Func<Allocation, string> Value)> Variables { get; } = [];

    internal string? HealthPath { get; set; }

    internal bool External { get; set; }

    /// <summary>Null where it is one process that may not be doubled.</summary>
    internal int? Replicas { get; set; }

    /// <summary>What must run before it and may be stopped only after it.</summary>
    internal IEnumerable<Resource> Dependencies =>
        [.. WaitsFor, .. WaitsForCompletionOf, .. References.OfType<ConnectionResource>()];
}

/// <summary>An HTTP port of a program.</summary>
/// <param name="Name">As <c>http</c>.</param>
/// <param name="Port">A port that must be just this one; null for one of the data folder's.</param>
/// <param name="Variable">The variable in which the program wants its port.</param>
internal sealed record EndpointSpec(string Name, int? Port, string? Variable);

/// <summary>Any program.</summary>
public sealed class ExecutableResource(string name, string command, string workingDirectory, IReadOnlyList<string> arguments)
    : ProcessResource(name)
{
    public string Command { get; } = command;

    public string WorkingDirectory { get; } = workingDirectory;

    public IReadOnlyList<string> Arguments { get; } = arguments;
}

/// <summary>A service of the solution, started from its build output with its launch profile's variables.</summary>
public sealed class ProjectResource : ProcessResource
{
    internal ProjectResource(string name, IProjectMetadata project)
        : base(name)
    {
        Project = project;
        Profile = LaunchProfile.Read(project.ProjectPath);
        Endpoints.AddRange(Profile.HasHttp ? [new EndpointSpec("http", Port: null, Variable: null)] : []);
    }

    public IProjectMetadata Project { get; }

    internal LaunchProfile Profile { get; }
}

/// <summary>What the build writes as <c>Projects.X</c> for each service of the AppHost.</summary>
public interface IProjectMetadata
{
    /// <summary>The project file.</summary>
    string ProjectPath { get; }

    /// <summary>What was built of it.</summary>
    string AssemblyPath { get; }
}

namespace ResidentInsurance.LocalHosting;

/// <summary>The values that a model's resources have in one run: parameters, connections, addresses.</summary>
internal sealed class Allocation
{
    private readonly Dictionary<ParameterResource, string> parameters = [];
    private readonly Dictionary<ConnectionResource, Connection> connections = [];
    private readonly Dictionary<(ProcessResource Resource, string Endpoint), List<int>> ports = [];
    private readonly Dictionary<ProcessResource, int> replicas = [];

    internal IReadOnlyDictionary<ParameterResource, string> Parameters => parameters;

    internal IReadOnlyDictionary<ConnectionResource, Connection> Connections => connections;

    internal void Set(ParameterResource parameter, string value) => parameters[parameter] = value;

    internal void Set(ConnectionResource resource, Connection connection) => connections[resource] = connection;

    internal void SetReplicas(ProcessResource resource, int count) => replicas[resource] = count;

    internal void AddPort(ProcessResource resource, string endpoint, int port)
    {
        if (!ports.TryGetValue((resource, endpoint), out var list))
        {
            ports[(resource, endpoint)] = list = [];
        }

        list.Add(port);
    }

    internal string Parameter(ParameterResource parameter) => parameters[parameter];

    internal int Replicas(ProcessResource resource) => replicas.GetValueOrDefault(resource, 1);

    internal int Port(ProcessResource resource, string endpoint, int replica) => ports[(resource, endpoint)][replica];

    internal string Address(EndpointReference endpoint) => Addresses(endpoint.Resource, endpoint.Name)[0];

    /// <summary>The addresses of all replicas.</summary>
    internal IReadOnlyList<string> Addresses(ProcessResource resource, string endpoint) =>
        ports.TryGetValue((resource, endpoint), out var list)
            ? [.. list.Select(Address)]
            : throw new ArgumentException($"'{resource.Name}' has no endpoint '{endpoint}'", nameof(endpoint));

    internal static string Address(int port) => $"http://127.0.0.1:{port}";
}

/// <summary>How a server or database is reached.</summary>
/// <param name="ConnectionString">As <c>Host=…</c> or <c>amqp://…</c>.</param>
/// <param name="Properties">Its parts: HOST, PORT, USERNAME, PASSWORD, DATABASENAME, URI.</param>
/// <param name="Own">Whether it is somebody else's server, that we neither start nor stop.</param>
internal sealed record Connection(string ConnectionString, IReadOnlyDictionary<string, string> Properties, bool Own);

using Npgsql;
using ResidentInsurance.LocalHosting.Servers;

namespace ResidentInsurance.LocalHosting;

/// <summary>Gives every resource its values before anything starts.</summary>
/// <param name="model">The application.</param>
/// <param name="data">Where ports and secrets are kept.</param>
/// <param name="host">The host's own environment: own servers and parameters stand in it.</param>
/// <param name="replicas">How many of each resource that may be doubled; null for what it says itself.</param>
internal sealed class Allocator(
    ApplicationModel model, DataFolder data, IReadOnlyDictionary<string, string> host, int? replicas)
{
    internal Allocation Allocate()
    {
        var allocation = new Allocation();
        foreach (var parameter in model.Resources.OfType<ParameterResource>())
        {
            allocation.Set(parameter, Value(parameter));
        }

        foreach (var server in model.Resources.OfType<PostgresServerResource>())
        {
            allocation.Set(server, Postgres(server, allocation));
        }

        foreach (var database in model.Resources.OfType<PostgresDatabaseResource>())
        {
            allocation.Set(database, Database(database, allocation.Connections[database.Server]));
        }

        foreach (var broker in model.Resources.OfType<RabbitMQServerResource>())
        {
            allocation.Set(broker, RabbitMq(broker, allocation));
        }

        foreach (var process in model.Processes)
        {
            AllocatePorts(process, allocation);
        }

        return allocation;
    }

    private string Value(ParameterResource parameter)
    {
        var variable = $"Parameters__{parameter.Name.Replace('-', '_')}";
        if (host.TryGetValue(variable, out var given))
        {
            return given;
        }

        return parameter.Secret
            ? data.Secrets.Get(parameter.Name)
            : throw new HostException(Bilingual.Text(nameof(Texts.ParameterMissing), parameter.Name, variable));
    }

    private Connection Postgres(PostgresServerResource server, Allocation allocation)
    {
        var own = host.TryGetValue($"ConnectionStrings__{server.Name}", out var given);
        var text = given ?? PostgresServer.Address(
            data.Ports.Choose(server.Name, server.Name), Password(server, server.Password, allocation));
        return new Connection(text, Properties(new NpgsqlConnectionStringBuilder(text)), own);
    }

    private static Connection Database(PostgresDatabaseResource database, Connection server)
    {
        var settings = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database.DatabaseName };
        return new Connection($"{server.ConnectionString};Database={database.DatabaseName}", Properties(settings), server.Own);
    }

    private static Dictionary<string, string> Properties(NpgsqlConnectionStringBuilder settings)
    {
        var database = settings.Database is { Length: > 0 } name ? "/" + name : "";
        var properties = new Dictionary<string, string>
        {
            ["HOST"] = settings.Host ?? "",
            ["PORT"] = $"{settings.Port}",
            ["USERNAME"] = settings.Username ?? "",
            ["PASSWORD"] = settings.Password ?? "",
            ["URI"] = $"postgresql://{Escape(settings.Username)}:{Escape(settings.Password)}"
                + $"@{settings.Host}:{settings.Port}{database}",
        };
        if (database.Length > 0)
        {
            properties["DATABASENAME"] = settings.Database!;
        }

        return properties;
    }

    private Connection RabbitMq(RabbitMQServerResource broker, Allocation allocation)
    {
        var own = host.TryGetValue($"ConnectionStrings__{broker.Name}", out var given);
        var text = given ?? RabbitMqServer.Address(
            data.Ports.Choose(broker.Name, broker.Name), Password(broker, broker.Password, allocation));
        var uri = new Uri(text);
        var user = uri.UserInfo.Split(':');
        return new Connection(
            text,
            new Dictionary<string, string>
            {
                ["HOST"] = uri.Host,
                ["PORT"] = $"{(uri.IsDefaultPort || uri.Port < 0 ? 5672 : uri.Port)}",
                ["USERNAME"] = Uri.UnescapeDataString(user[0]),
                ["PASSWORD"] = Uri.UnescapeDataString(user.ElementAtOrDefault(1) ?? ""),
                ["URI"] = text,
            },
            own);
    }

    private string Password(Resource server, ParameterResource? parameter, Allocation allocation)
    {
        var password = parameter is null
            ? data.Secrets.Get($"{server.Name}-password")
            : allocation.Parameter(parameter);
        // It stands unquoted in connection strings, URIs and the broker's configuration.
        return password.All(char.IsAsciiLetterOrDigit)
            ? password
            : throw new HostException(Bilingual.Text(nameof(Texts.PasswordForm), server.Name));
    }

    private void AllocatePorts(ProcessResource process, Allocation allocation)
    {
        var count = process.Replicas is { } own ? replicas ?? own : 1;
        allocation.SetReplicas(process, count);
        foreach (var endpoint in process.Endpoints)
        {
            for (var replica = 0; replica < count; replica++)
            {
                var name = $"{process.Name}-{endpoint.Name}-{replica + 1}";
                allocation.AddPort(process, endpoint.Name, endpoint.Port is { } port
                    ? PortBook.Require(process.Name, port + replica)
                    : data.Ports.Choose(process.Name, name));
            }
        }
    }

    private static string Escape(string? text) => Uri.EscapeDataString(text ?? "");
}

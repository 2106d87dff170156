using Npgsql;
using ResidentInsurance.LocalHosting.Processes;
using ResidentInsurance.LocalHosting.Servers;

namespace ResidentInsurance.LocalHosting;

/// <summary>PostgreSQL: a private one, or one of the operator's, with its databases.</summary>
internal sealed class RunningPostgres(
    PostgresServerResource resource, Connection connection, int maxConnections, DataFolder data)
    : RunningResource(resource, data.Log)
{
    private PostgresServer? server;

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        if (connection.Own)
        {
            Log.Say(Resource.Name, Bilingual.Text(nameof(Texts.OwnServer), $"ConnectionStrings__{Resource.Name}"));
        }
        else
        {
            var password = connection.Properties["PASSWORD"];
            server = await PostgresServer.StartAsync(
                data,
                new PostgresSettings(Resource.Name, password)
                {
                    Port = int.Parse(connection.Properties["PORT"], System.Globalization.CultureInfo.InvariantCulture),
                    MaxConnections = maxConnections,
                },
                cancellation);
        }

        foreach (var database in resource.Databases)
        {
            await CreateAsync(database.DatabaseName, cancellation);
        }
    }

    private async Task CreateAsync(string database, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Database = "postgres", Pooling = false };
        await using var session = new NpgsqlConnection(settings.ConnectionString);
        await session.OpenAsync(cancellation);
        await using var create = new NpgsqlCommand($"CREATE DATABASE \"{database.Replace("\"", "\"\"")}\"", session);
        try
        {
            _ = await create.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // From an earlier run.
        }
    }

    protected override Task<bool> EndAsync(TimeSpan grace) => server?.StopAsync(grace) ?? Task.FromResult(true);
}

/// <summary>RabbitMQ: a private one, or one of the operator's.</summary>
internal sealed class RunningRabbitMq(RabbitMQServerResource resource, Connection connection, DataFolder data)
    : RunningResource(resource, data.Log)
{
    private RabbitMqServer? server;

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        if (connection.Own)
        {
            Log.Say(Resource.Name, Bilingual.Text(nameof(Texts.OwnServer), $"ConnectionStrings__{Resource.Name}"));
            return;
        }

        server = await RabbitMqServer.StartAsync(
            data,
            new RabbitMqSettings(Resource.Name, connection.Properties["PASSWORD"])
            {
                Port = int.Parse(connection.Properties["PORT"], System.Globalization.CultureInfo.InvariantCulture),
                Management = resource.Management,
            },
            cancellation);
    }

    protected override Task<bool> EndAsync(TimeSpan grace) => server?.StopAsync(grace) ?? Task.FromResult(true);
}

/// <summary>A database, ready with its server.</summary>
internal sealed class RunningDatabase(PostgresDatabaseResource resource, Func<Resource, Task> ready, HostLog log)
    : RunningResource(resource, log)
{
    protected override Task RunAsync(CancellationToken cancellation) => ready(resource.Server);
}

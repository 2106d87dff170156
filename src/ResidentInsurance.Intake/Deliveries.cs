using Npgsql;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;

namespace ResidentInsurance.Intake;

/// <summary>The files that were delivered, in order of delivery. The same bytes are one delivery.</summary>
public static class Deliveries
{
    /// <summary>The table <c>delivery</c>, for a service's migrations.</summary>
    public const string Migration =
        """
        -- Files that were taken in, in the order of their first acceptance.
        create table delivery (
            id bigint generated always as identity constraint delivery_pk primary key,
            kind varchar not null,
            campaign varchar not null,
            options varchar not null,
            sha256 varchar not null,
            name varchar not null,
            actor varchar not null,
            received_at timestamptz not null,
            finished_at timestamptz,
            state varchar not null constraint delivery_state check (state in ('receiving', 'done')),
            rows integer not null default 0,
            accepted integer not null default 0,
            repeated integer not null default 0,
            rejected integer not null default 0,
            constraint delivery_once unique (kind, campaign, options, sha256)
        );
        """;

    internal static async Task<Delivery> BeginAsync(
        CountyDatabase database, Delivery asked, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var insert = database.Source.CreateCommand(
            """
            insert into delivery (kind, campaign, options, sha256, name, actor, received_at, state)
            values ($1, $2, $3, $4, $5, $6, $7, 'receiving') on conflict on constraint delivery_once do nothing
            """);
        foreach (var value in (ReadOnlySpan<string>)[asked.Kind, asked.Campaign, asked.Options, asked.Sha256, asked.Name, asked.Actor])
        {
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        }

        insert.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        await insert.ExecuteNonQueryAsync(cancellation);
        return await FindAsync(database, asked, cancellation);
    }

    internal static async Task<Delivery> FindAsync(CountyDatabase database, Delivery asked, CancellationToken cancellation)
    {
        await using var select = database.Source.CreateCommand(
            """
            select id, state = 'done', rows, rejected from delivery
            where kind = $1 and campaign = $2 and options = $3 and sha256 = $4
            """);
        foreach (var value in (ReadOnlySpan<string>)[asked.Kind, asked.Campaign, asked.Options, asked.Sha256])
        {
            select.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        }

        await using var reader = await select.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return asked with
        {
            Id = reader.GetInt64(0), IsDone = reader.GetBoolean(1), Rows = reader.GetInt32(2), Rejected = reader.GetInt32(3),
        };
    }

    /// <summary>When the last file of each kind was done. Files are few, so all are looked at.</summary>
    internal static async Task<LastDeliveries> LastAsync(CountyDatabase database, CancellationToken cancellation)
    {
        await using var select = database.Source.CreateCommand(
            "select kind, extract(epoch from max(finished_at))::float8 from delivery where state = 'done' group by kind");
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var seconds = new Dictionary<string, double>();
        while (await reader.ReadAsync(cancellation))
        {
            seconds[reader.GetString(0)] = reader.GetDouble(1);
        }

        return new LastDeliveries(seconds);
    }

    internal static async Task FinishAsync(
        CountyDatabase database, long id, IntakeCounts counts, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var update = database.Source.CreateCommand(
            """
            update delivery set state = 'done', finished_at = $2, rows = $3, accepted = $4, repeated = $5, rejected = $6
            where id = $1
            """);
        update.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        update.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        foreach (var count in (ReadOnlySpan<int>)[counts.Rows, counts.Accepted, counts.Repeated, counts.Rejected])
        {
            update.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        }

        await update.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>A file as the table <c>delivery</c> knows it.</summary>
/// <param name="Campaign">Empty for a file that concerns the whole county, whatever campaign it was sent under.</param>
internal sealed record Delivery(string Kind, string Campaign, string Options, string Sha256, string Name, string Actor)
{
    public long Id { get; init; }

    public bool IsDone { get; init; }

    public int Rows { get; init; }

    public int Rejected { get; init; }

    public string LockName => $"delivery-{Id}";
}

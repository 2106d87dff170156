using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.QuotaTracking;

/// <summary>Each village's task as it stands.</summary>
public static class TaskProjection
{
    public const string Migration =
        """
        create table if not exists village_task (
            campaign text not null, village text not null, township text not null, name text not null, population int,
            task int not null, position int not null, delivery bigint not null, primary key (campaign, village))
        """;

    private static readonly ProjectionTable<VillageTasks.State> Table =
        new ProjectionTable<VillageTasks.State>("village_task", (a, b) => string.CompareOrdinal(KeyOf(a), KeyOf(b)))
            .Key("campaign", NpgsqlDbType.Text, state => state.Task.Campaign.Value)
            .Key("village", NpgsqlDbType.Text, state => state.Task.Village.Value)
            .Column("township", NpgsqlDbType.Text, state => state.Task.Township)
            .Column("name", NpgsqlDbType.Text, state => state.Task.Name)
            .Column("population", NpgsqlDbType.Integer, state => state.Task.Population)
            .Column("task", NpgsqlDbType.Integer, state => state.Task.Task)
            .Column("position", NpgsqlDbType.Integer, state => state.Task.Position)
            .Column("delivery", NpgsqlDbType.Bigint, state => state.FirstDelivery);

    public static ITableProjection Projection { get; } = new StreamProjection<VillageTasks.State>("village_task", QuotaEvents.Types, Table,
        stream => VillageTasks.Of(stream) is { } state ? [state] : []);

    /// <summary>The campaign's villages in the annex's order, with who is enrolled there, counted by the day of first
    /// payment up to <paramref name="asOf"/> where that is given.</summary>
    public static async Task<IReadOnlyList<(VillageTask Task, int Enrolled)>> ReadAsync(
        CountyDatabase database, CampaignId campaign, DateOnly? asOf, CancellationToken cancellation)
    {
        await using var command = database.Source.CreateCommand(
            """
            select t.village, t.township, t.name, t.population, t.task, t.position, coalesce(sum(c.persons), 0)::int
            from village_task t
            left join enrolled_count c on c.campaign = t.campaign and c.village = t.village and c.first_paid_on <= $2
            where t.campaign = $1
            group by t.campaign, t.village order by t.delivery, t.position, t.village
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = campaign.Value });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = asOf ?? DateOnly.MaxValue });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var villages = new List<(VillageTask, int)>();
        while (await reader.ReadAsync(cancellation))
        {
            villages.Add((new VillageTask(
                campaign, VillageCode.Parse(reader.GetString(0)), reader.GetString(1), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetInt32(3), reader.GetInt32(4), reader.GetInt32(5)), reader.GetInt32(6)));
        }

        return villages;
    }

    private static string KeyOf(VillageTasks.State state) => $"{state.Task.Campaign} {state.Task.Village}";
}

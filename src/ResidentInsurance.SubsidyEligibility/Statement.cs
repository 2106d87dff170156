using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.SubsidyEligibility;

/// <summary>A line of the departments' statement: persons enrolled with a subsidy, and its yuan.</summary>
/// <param name="Department">Who certified the identity that the subsidy rests on; null where nobody did.</param>
public sealed record StatementLine(string? Department, string Category, int Persons, Money Subsidy);

/// <summary>The subsidies that enrollments rest on: the newest state of each person and campaign is
/// kept and summed when somebody asks.</summary>
public static class Statement
{
    public const string Migration =
        """
        create table if not exists statement_line (
            campaign text not null, resident_key text not null, version bigint not null, enrolled boolean not null,
            department text, category text, subsidy bigint not null, primary key (campaign, resident_key))
        """;

    public static async Task<IReadOnlyList<StatementLine>> ReadAsync(
        CountyDatabase database, CampaignId campaign, CancellationToken cancellation)
    {
        await using var command = database.Source.CreateCommand(
            """
            select department, category, count(*), sum(subsidy)::bigint from statement_line
            where campaign = $1 and enrolled and subsidy > 0 group by department, category order by department, category
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = campaign.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var lines = new List<StatementLine>();
        while (await reader.ReadAsync(cancellation))
        {
            lines.Add(new StatementLine(
                await reader.IsDBNullAsync(0, cancellation) ? null : reader.GetString(0), reader.GetString(1),
                checked((int)reader.GetInt64(2)), new Money(reader.GetInt64(3))));
        }

        return lines;
    }

    /// <summary>Writes states of different persons and campaigns; what the table knows newer stays.</summary>
    internal static void Write(TransactionWork work, IReadOnlyList<ReadItem<ICoverageEvent>> states)
    {
        // A first decision without a subsidy adds nothing and overrules nothing, and most persons have no other.
        var rows = states.Where(state => state.Body.Decision > 1 || !state.Body.Cover.Subsidy.IsZero).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        work.Add(
            """
            insert into statement_line (campaign, resident_key, version, enrolled, department, category, subsidy)
            select * from unnest($1, $2, $3, $4, $5, $6, $7)
            on conflict (campaign, resident_key) do update set version = excluded.version, enrolled = excluded.enrolled,
                department = excluded.department, category = excluded.category, subsidy = excluded.subsidy
            where statement_line.version < excluded.version
            """,
            Array(row => row.Body.Campaign.Value, NpgsqlDbType.Text), Array(row => row.Body.Resident.Value, NpgsqlDbType.Text),
            Array(row => row.Item.Version, NpgsqlDbType.Bigint), Array(row => row.Body.Enrolled, NpgsqlDbType.Boolean),
            Array(row => row.Body.Cover.SubsidyDepartment, NpgsqlDbType.Text), Array(row => row.Body.Cover.SubsidyCategory, NpgsqlDbType.Text),
            Array(row => row.Body.Cover.Subsidy.Fen, NpgsqlDbType.Bigint));

        NpgsqlParameter Array<T>(Func<ReadItem<ICoverageEvent>, T> value, NpgsqlDbType type) =>
            SqlOperation.Array(rows, type, value);
    }
}

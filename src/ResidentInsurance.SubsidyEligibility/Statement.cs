using NpgsqlTypes;
using Npgsql;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.ServiceDefaults;

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

    internal static void Write(TransactionWork work, IReadOnlyList<ReadItem<CoverageState>> states)
    {
        // Of each person the newest of the page, in key order; what the table knows newer stays. A first decision without
        // a subsidy adds nothing and overrules nothing, and most persons have no other.
        var rows = states.Where(state => state.Body.Decision > 1 || !state.Body.Cover.Subsidy.IsZero).GroupBy(state => (state.Body.Campaign, state.Body.Resident))
            .Select(group => group.MaxBy(state => state.Item.Version)!)
            .OrderBy(state => state.Body.Campaign.Value, StringComparer.Ordinal)
            .ThenBy(state => state.Body.Resident.Value, StringComparer.Ordinal)
            .ToList();
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

        NpgsqlParameter Array<T>(Func<ReadItem<CoverageState>, T> value, NpgsqlDbType type) =>
            SqlOperation.Array(rows.Select(value).ToArray(), type);
    }
}

/// <summary>Takes the coverage of enrollment's feed into the statement.</summary>
public sealed class CoverageConsumer : IFeedConsumer
{
    public Task HandleAsync(CountyDatabase database, FeedPage page, CancellationToken cancellationToken)
    {
        var (states, unreadable) = FeedItems.Read<CoverageState>(
            page, EnrollmentItems.CoverageGranted, EnrollmentItems.CoverageRevised, EnrollmentItems.CoverageWithdrawn);
        return database.Pages.TransactAsync([], _ => [], work =>
        {
            Statement.Write(work, states);
            foreach (var (item, cause) in unreadable)
            {
                work.Poison(new PoisonItem(page.Source, item, cause));
            }

            work.AppliedRange(page.Source, page.After, page.UpTo);
        }, cancellationToken);
    }
}

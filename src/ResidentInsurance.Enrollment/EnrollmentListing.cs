using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.EventStore;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

/// <summary>One person of a campaign: the line of <c>ri enrollments --json</c>. Figures are null where the person is not
/// enrolled; the village is null for somebody who is not registered.</summary>
public sealed record EnrollmentLine(
    string? IdNumber, string? Village, bool Enrolled, Tier? Tier, DateOnly? PaidOn, Money? Contribution,
    Money? FiscalShareBorne, Money? Subsidy, Money? FiscalShareSubsidised, string? SubsidyCategory, Money? Due, Money Paid,
    CoverageDays? Coverage, Money RefundDue, IReadOnlyList<string> Exceptions);

/// <summary>待遇享受期, both days inclusive.</summary>
public sealed record CoverageDays(DateOnly From, DateOnly To);

/// <summary>Lists each registered person of a county, and each unknown one with live payments, by ID number. Beside the
/// sorted numbers a thousand persons are in memory at a time.</summary>
public sealed class EnrollmentListing(PersonNumbers numbers)
{
    private const int PersonsAtOnce = 1000;

    /// <param name="reveal">ID numbers are masked unless somebody gave a reason, which the caller has logged.</param>
    public async IAsyncEnumerable<EnrollmentLine> ReadAsync(
        CountyDatabase database, CompiledPack pack, bool reveal, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var villages = await Villages.LoadAsync(database, pack, cancellation);
        var persons = await KeysAsync(database, pack.Id, cancellation);
        var sorted = await numbers.SortedAsync(database, persons, cancellation);
        foreach (var chunk in sorted.Chunk(PersonsAtOnce))
        {
            var lines = await LinesAsync(database, pack.Id, villages, chunk.Select(person => person.Key.Value), cancellation);
            foreach (var (key, number) in chunk)
            {
                yield return lines[key.Value] with { IdNumber = reveal ? number?.Reveal() : number?.ToString() };
            }
        }
    }

    private static async Task<List<ResidentKey>> KeysAsync(CountyDatabase database, CampaignId campaign, CancellationToken cancellation)
    {
        await using var command = database.Source.CreateCommand(
            """
            select resident_key from resident
            union all
            select resident_key from coverage where campaign = $1 and not registered and paid > 0
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = campaign.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var keys = new List<ResidentKey>();
        while (await reader.ReadAsync(cancellation))
        {
            keys.Add(ResidentKey.Parse(reader.GetString(0)));
        }

        return keys;
    }

    private static async Task<Dictionary<string, EnrollmentLine>> LinesAsync(
        CountyDatabase database, CampaignId campaign, Villages villages, IEnumerable<string> keys, CancellationToken cancellation)
    {
        await using var command = database.Source.CreateCommand(
            """
            select k.resident_key, r.village, c.tier, c.paid_on, c.contribution, c.fiscal_share_borne, c.subsidy,
                c.fiscal_share_subsidised, c.subsidy_category, c.due, coalesce(c.paid, 0), c.coverage_from, c.coverage_to,
                coalesce(c.refund_due, 0), coalesce(c.exceptions, '')
            from unnest($1) k (resident_key)
            left join resident r using (resident_key)
            left join coverage c on c.campaign = $2 and c.resident_key = k.resident_key
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. keys], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = campaign.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var lines = new Dictionary<string, EnrollmentLine>();
        while (await reader.ReadAsync(cancellation))
        {
            lines[reader.GetString(0)] = new EnrollmentLine(
                null, Text(1) is { } village ? villages.NameOf(VillageCode.Parse(village)) : null, !reader.IsDBNull(2),
                Tiers.TryParse(Text(2), out var tier) ? tier : null, Date(3), Fen(4), Fen(5), Fen(6), Fen(7), Text(8), Fen(9),
                new Money(reader.GetInt64(10)), Date(11) is { } from ? new CoverageDays(from, Date(12)!.Value) : null,
                new Money(reader.GetInt64(13)), reader.GetString(14).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return lines;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

        DateOnly? Date(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateOnly>(column);

        Money? Fen(int column) => reader.IsDBNull(column) ? null : new Money(reader.GetInt64(column));
    }
}

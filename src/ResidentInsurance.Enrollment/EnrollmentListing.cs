using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

/// <summary>What a campaign has come to for one person, without saying who it is. Figures are null where the person is not
/// enrolled; the village is null for somebody who is not registered.</summary>
public record PersonLine(
    string? Village, bool Enrolled, Tier? Tier, DateOnly? PaidOn, Money? Contribution, Money? FiscalShareBorne,
    Money? Subsidy, Money? FiscalShareSubsidised, string? SubsidyCategory, Money? Due, Money Paid,
    CoverageDays? Coverage, Money RefundDue, IReadOnlyList<string> Exceptions)
{
    /// <summary>docs/rules.md, Lines that go out: every field stands in the line, null where there is no figure.</summary>
    public static JsonSerializerOptions Json { get; } = new(ContractJson.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };
}

/// <summary>One person of a campaign: the line of <c>ri enrollments --json</c>.</summary>
public sealed record EnrollmentLine : PersonLine
{
    public EnrollmentLine(string? idNumber, PersonLine line)
        : base(line) => IdNumber = idNumber;

    [JsonPropertyOrder(-1)]
    public string? IdNumber { get; }
}

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
        var sorted = await numbers.SortedAsync(database, KeysAsync(database, pack.Id, cancellation), cancellation);
        foreach (var chunk in sorted.Chunk(PersonsAtOnce))
        {
            var lines = await LinesAsync(database, pack, [.. chunk.Select(person => person.Key.Value)], cancellation);
            foreach (var (key, number) in chunk)
            {
                yield return new EnrollmentLine(reveal ? number?.Reveal() : number?.ToString(), lines[key]);
            }
        }
    }

    /// <summary>Asks for a line of each of the persons, to be read by <see cref="ReadLinesAsync"/>.</summary>
    /// <remarks>The server plans anew each time for an array, as it may be long; for one key it keeps its plan, which is half
    /// of what a lookup costs there. Of a village's names that of a task table is the newer one.</remarks>
    public static NpgsqlBatchCommand LinesOf(CampaignId campaign, string[] keys) =>
        new($"""
            select k.resident_key, r.village, v.name, c.tier, c.paid_on, c.contribution, c.fiscal_share_borne, c.subsidy,
                c.fiscal_share_subsidised, c.subsidy_category, c.due, coalesce(c.paid, 0), c.coverage_from, c.coverage_to,
                coalesce(c.refund_due, 0), coalesce(c.exceptions, '')
            from {(keys.Length == 1 ? "(select $1)" : "unnest($1)")} k (resident_key)
            left join resident r using (resident_key)
            left join village v on v.campaign = $2 and v.village = r.village
            left join coverage c on c.campaign = $2 and c.resident_key = k.resident_key
            """)
        {
            Parameters =
            {
                keys.Length == 1 ? new NpgsqlParameter<string> { TypedValue = keys[0] } : SqlOperation.Array(keys, NpgsqlDbType.Text),
                new NpgsqlParameter<string> { TypedValue = campaign.Value },
            },
        };

    /// <summary>A line for each of the persons, empty for one of whom nothing is known.</summary>
    public static async Task<Dictionary<ResidentKey, PersonLine>> ReadLinesAsync(
        NpgsqlDataReader reader, CompiledPack pack, CancellationToken cancellation)
    {
        var lines = new Dictionary<ResidentKey, PersonLine>();
        while (await reader.ReadAsync(cancellation))
        {
            lines[ResidentKey.Parse(reader.GetString(0))] = new PersonLine(
                Text(1) is { } village ? Text(2) ?? pack.Annex.FindVillage(VillageCode.Parse(village))?.Name ?? village : null,
                !reader.IsDBNull(3), Tiers.TryParse(Text(3), out var tier) ? tier : null, Date(4), Fen(5), Fen(6), Fen(7), Fen(8),
                Text(9), Fen(10), new Money(reader.GetInt64(11)),
                Date(12) is { } from ? new CoverageDays(from, Date(13)!.Value) : null,
                new Money(reader.GetInt64(14)), reader.GetString(15).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return lines;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

        DateOnly? Date(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateOnly>(column);

        Money? Fen(int column) => reader.IsDBNull(column) ? null : new Money(reader.GetInt64(column));
    }

    private static async Task<Dictionary<ResidentKey, PersonLine>> LinesAsync(
        CountyDatabase database, CompiledPack pack, string[] keys, CancellationToken cancellation)
    {
        await using var batch = database.Source.CreateBatch();
        batch.BatchCommands.Add(LinesOf(pack.Id, keys));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        return await ReadLinesAsync(reader, pack, cancellation);
    }

    private static async IAsyncEnumerable<ResidentKey> KeysAsync(
        CountyDatabase database, CampaignId campaign, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = database.Source.CreateCommand(
            """
            select resident_key from resident
            union all
            select resident_key from coverage where campaign = $1 and not registered and paid > 0
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = campaign.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            yield return ResidentKey.Parse(reader.GetString(0));
        }
    }
}

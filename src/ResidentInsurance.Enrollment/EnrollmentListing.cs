using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

/// <summary>The figures of a cover as answers print them, beside what else they say; null where the person is not
/// enrolled.</summary>
public abstract record CoverLine
{
    private protected CoverLine(Cover? cover) => Cover = cover;

    [JsonIgnore]
    public Cover? Cover { get; }

    [JsonPropertyOrder(1)]
    public bool Enrolled => Cover is not null;

    [JsonPropertyOrder(1)]
    public Tier? Tier => Cover?.Tier;

    [JsonPropertyOrder(1)]
    public DateOnly? PaidOn => Cover?.PaidOn;

    [JsonPropertyOrder(1)]
    public Money? Contribution => Cover?.Contribution;

    [JsonPropertyOrder(1)]
    public Money? FiscalShareBorne => Cover?.FiscalShareBorne;

    [JsonPropertyOrder(1)]
    public Money? Subsidy => Cover?.Subsidy;

    [JsonPropertyOrder(1)]
    public Money? FiscalShareSubsidised => Cover?.FiscalShareSubsidised;

    [JsonPropertyOrder(1)]
    public string? SubsidyCategory => Cover?.SubsidyCategory;

    [JsonPropertyOrder(1)]
    public Money? Due => Cover?.Due;

    [JsonPropertyOrder(3)]
    public CoveragePeriod? Coverage => Cover?.Coverage;

    [JsonPropertyOrder(5)]
    public Suspensions Suspended => Cover?.Suspended ?? Suspensions.None;
}

/// <summary>What a campaign has come to for one person, without saying who it is. The village is null for somebody who is
/// not registered.</summary>
public record PersonLine(
    string? Village, Cover? Cover, [property: JsonPropertyOrder(2)] Money Paid, [property: JsonPropertyOrder(4)] Money RefundDue,
    [property: JsonPropertyOrder(4)] IReadOnlyList<string> Exceptions, [property: JsonIgnore] int Decision) : CoverLine(Cover)
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

/// <summary>Lists each registered person of a county, and each unknown one with live payments, by ID number. Beside the
/// sorted numbers a thousand persons are in memory at a time.</summary>
public sealed class EnrollmentListing(PersonNumbers numbers)
{
    private const int PersonsAtOnce = 1000;

    /// <param name="reveal">ID numbers are masked unless somebody gave a reason, which the caller has logged.</param>
    public async IAsyncEnumerable<EnrollmentLine> ReadAsync(
        CountyDatabase database, CompiledPack pack, bool reveal, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await database.Rebuilds.RefuseAsync(RegisteredResident.ProjectionName, cancellation);
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
            select k.resident_key, r.village, v.name, coalesce(c.paid, 0), coalesce(c.refund_due, 0), coalesce(c.exceptions, ''),
                coalesce(c.decision, 0), {CoverageRow.CoverColumns}
            from {(keys.Length == 1 ? "(select $1)" : "unnest($1)")} k (resident_key)
            left join resident r using (resident_key)
            left join village v on v.campaign = $2 and v.village = r.village
            left join coverage c on c.campaign = $2 and c.resident_key = k.resident_key
            where {Rebuilds.AreWhole}
            """)
        {
            Parameters =
            {
                keys.Length == 1 ? new NpgsqlParameter<string> { TypedValue = keys[0] } : SqlOperation.Array(keys, NpgsqlDbType.Text),
                new NpgsqlParameter<string> { TypedValue = campaign.Value },
            },
        };

    /// <summary>A line for each of the persons, empty for one of whom nothing is known.</summary>
    /// <exception cref="ProjectionRebuildingException">The rows are being rebuilt.</exception>
    public static async Task<Dictionary<ResidentKey, PersonLine>> ReadLinesAsync(
        NpgsqlDataReader reader, CompiledPack pack, CancellationToken cancellation)
    {
        var lines = new Dictionary<ResidentKey, PersonLine>();
        while (await reader.ReadAsync(cancellation))
        {
            lines[ResidentKey.Parse(reader.GetString(0))] = new PersonLine(
                Text(1) is { } village ? Text(2) ?? pack.Annex.FindVillage(VillageCode.Parse(village))?.Name ?? village : null,
                CoverageRow.ReadCover(reader, 7), new Money(reader.GetInt64(3)), new Money(reader.GetInt64(4)),
                reader.GetString(5).Split(' ', StringSplitOptions.RemoveEmptyEntries), reader.GetInt32(6));
        }

        return lines.Count > 0 ? lines : throw new ProjectionRebuildingException(CoverageRow.ProjectionName);

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
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

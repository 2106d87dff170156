using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Intake;

namespace ResidentInsurance.SubsidyEligibility;

/// <summary>A roster that its department declares complete for a day.</summary>
public sealed record DeclaredList(string Department, DateOnly AsOf);

/// <summary>A certification that a whole list lacks.</summary>
public sealed record MissingIdentity(string StreamId, ResidentKey Resident, string Category, DateOnly From);

/// <summary>What a whole list would end.</summary>
/// <param name="Rejected">Rows of the list that could not be read. Where there is one nothing ends, as it may be the very
/// person who seems to be missing.</param>
/// <param name="ConfirmedBy">Who confirmed it; null while nobody has.</param>
public sealed record ListDifference(
    long Delivery, DeclaredList Declared, int Rejected, string? ConfirmedBy, IReadOnlyList<MissingIdentity> Missing)
{
    /// <summary>Names this difference, so that a person confirms what was shown and nothing that came after it.</summary>
    public string Token { get; } = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', Missing.Select(missing => missing.StreamId)))).AsSpan(0, 8));
}

/// <summary>Whole lists: a certification ends if the list lacks it. The difference is stored when the list is taken in, shown, and
/// takes effect when a person confirms it.</summary>
public sealed class WholeLists
{
    public const string Migration =
        """
        create table whole_list (
            delivery bigint not null primary key, department text not null, as_of date not null, rejected int not null,
            confirmed_by text);
        create table whole_list_missing (
            delivery bigint not null references whole_list, stream_id text not null, resident_key text not null,
            category text not null, from_day date not null, primary key (delivery, stream_id))
        """;

    private const int StreamsAtOnce = 500;

    /// <summary>Whether the sender declares the file complete; the endpoint has checked that department and day are
    /// given too.</summary>
    public static DeclaredList? Declared(IntakeContext context) =>
        context.Query.GetValueOrDefault("complete") == "true" && context.Options is { Department: { } department, AsOf: { } asOf }
            ? new DeclaredList(department, asOf)
            : null;

    /// <summary>Stores which of the department's certifications that are active on the list's day the list lacks.</summary>
    public async Task CompareAsync(
        IntakeContext context, DeclaredList declared, IReadOnlyCollection<(string Category, string Resident)> listed, int rejected,
        CancellationToken cancellation)
    {
        await context.Database.Rebuilds.RefuseAsync(CertifiedIdentity.ProjectionName, cancellation);
        await context.Database.Pages.TransactAsync([], _ => [], work =>
        {
            work.Add("delete from whole_list_missing where delivery = $1", Value(context.Delivery));
            work.Add(
                """
                insert into whole_list (delivery, department, as_of, rejected) values ($1, $2, $3, $4)
                on conflict (delivery) do update set rejected = excluded.rejected
                """,
                Value(context.Delivery), Value(declared.Department), Value(declared.AsOf), Value(rejected));
            work.Add(
                """
                insert into whole_list_missing (delivery, stream_id, resident_key, category, from_day)
                select $1, stream_id, resident_key, category, from_day from certified_identity
                where department = $2 and from_day <= $3 and (to_day is null or to_day > $3)
                    and (category, resident_key) not in (select * from unnest($4, $5))
                """,
                Value(context.Delivery), Value(declared.Department), Value(declared.AsOf),
                SqlOperation.Array(listed.Select(one => one.Category).ToArray(), NpgsqlDbType.Text),
                SqlOperation.Array(listed.Select(one => one.Resident).ToArray(), NpgsqlDbType.Text));
        }, cancellation);
    }

    /// <summary>What a list lacks; null where no such list came.</summary>
    public async Task<ListDifference?> FindAsync(CountyDatabase database, long delivery, CancellationToken cancellation)
    {
        await using var list = database.Source.CreateCommand(
            "select department, as_of, rejected, confirmed_by from whole_list where delivery = $1");
        list.Parameters.Add(Value(delivery));
        await using var reader = await list.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        var found = new ListDifference(
            delivery, new DeclaredList(reader.GetString(0), reader.GetFieldValue<DateOnly>(1)), reader.GetInt32(2),
            await reader.IsDBNullAsync(3, cancellation) ? null : reader.GetString(3),
            await MissingAsync(database, delivery, cancellation));
        return found;
    }

    /// <summary>Ends the certifications that the list lacks. One that a later delivery certified anew stays. A second
    /// confirmation changes nothing.</summary>
    /// <returns>How many certifications ended.</returns>
    public async Task<int> ConfirmAsync(
        CountyDatabase database, ListDifference difference, string actor, CancellationToken cancellation)
    {
        var ended = 0;
        var place = new RosterPlace(difference.Delivery, int.MaxValue); // after every row of the list itself
        var headers = new EventHeaders(actor, "request", CorrelationId: $"delivery {difference.Delivery}");
        foreach (var streams in difference.Missing.Select(missing => missing.StreamId).Chunk(StreamsAtOnce))
        {
            var result = await database.Pages.TransactAsync(streams, stream =>
            [
                .. Certification.End(Certification.Of(stream), difference.Declared.AsOf, place)
                    .Select(happened => new NewEvent(happened, headers)),
            ], alongside: null, cancellation);
            ended += result.Sum(change => change.Appended.Count);
        }

        await using var confirm = database.Source.CreateCommand(
            "update whole_list set confirmed_by = $2 where delivery = $1 and confirmed_by is null");
        confirm.Parameters.Add(Value(difference.Delivery));
        confirm.Parameters.Add(Value(actor));
        await confirm.ExecuteNonQueryAsync(cancellation);
        return ended;
    }

    private static async Task<IReadOnlyList<MissingIdentity>> MissingAsync(
        CountyDatabase database, long delivery, CancellationToken cancellation)
    {
        await using var command = database.Source.CreateCommand(
            "select stream_id, resident_key, category, from_day from whole_list_missing where delivery = $1 order by stream_id");
        command.Parameters.Add(Value(delivery));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var missing = new List<MissingIdentity>();
        while (await reader.ReadAsync(cancellation))
        {
            missing.Add(new MissingIdentity(
                reader.GetString(0), ResidentKey.Parse(reader.GetString(1)), reader.GetString(2), reader.GetFieldValue<DateOnly>(3)));
        }

        return missing;
    }

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };
}

using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.Enrollment;

/// <summary>What a person's campaign has come to: one row for each person of whom the campaign knows anything.
/// Money is in fen; the columns of a cover are null where the person is not enrolled.</summary>
/// <param name="Exceptions">The sorted codes, separated by blanks.</param>
/// <param name="Decision">Of the last decision; 0 before the first.</param>
/// <param name="DiedOn">Also of somebody who was never enrolled: nothing covers the person beyond this day.</param>
public sealed record CoverageRow(
    string Campaign, string ResidentKey, bool Registered, Cover? Cover, Money Paid, Money RefundDue, string Exceptions,
    int Decision, int? PackVersion, DateOnly? DiedOn)
{
    public const string ProjectionName = "Coverage";

    public const string Migration =
        """
        create table if not exists coverage (
            campaign text not null, resident_key text not null, registered boolean not null,
            village text, tier text, paid_on date, first_paid_on date,
            contribution bigint, fiscal_share_borne bigint, subsidy bigint, fiscal_share_subsidised bigint,
            subsidy_category text, subsidy_department text, due bigint, coverage_from date, coverage_to date, suspended text,
            paid bigint not null, refund_due bigint not null, exceptions text not null,
            decision int not null, pack_version int, died_on date,
            primary key (campaign, resident_key));
        create table if not exists resident (resident_key text primary key, village text not null);
        """;

    /// <summary>The columns of a cover, of the table <c>c</c>, in the order of <see cref="ReadCover"/>.</summary>
    public const string CoverColumns =
        """
        c.village, c.tier, c.paid_on, c.first_paid_on, c.contribution, c.fiscal_share_borne, c.subsidy, c.fiscal_share_subsidised,
        c.subsidy_category, c.subsidy_department, c.due, c.coverage_from, c.coverage_to, c.suspended
        """;

    private static readonly ProjectionTable<CoverageRow> Table =
        new ProjectionTable<CoverageRow>("coverage", (a, b) =>
                (string.CompareOrdinal(a.Campaign, b.Campaign), string.CompareOrdinal(a.ResidentKey, b.ResidentKey)).CompareTo((0, 0)))
            .Key("campaign", NpgsqlDbType.Text, row => row.Campaign)
            .Key("resident_key", NpgsqlDbType.Text, row => row.ResidentKey)
            .Column("registered", NpgsqlDbType.Boolean, row => row.Registered)
            .Column("village", NpgsqlDbType.Text, row => row.Cover?.Village.Value)
            .Column("tier", NpgsqlDbType.Text, row => row.Cover?.Tier.Code())
            .Column("paid_on", NpgsqlDbType.Date, row => row.Cover?.PaidOn)
            .Column("first_paid_on", NpgsqlDbType.Date, row => row.Cover?.FirstPaidOn)
            .Column("contribution", NpgsqlDbType.Bigint, row => row.Cover?.Contribution.Fen)
            .Column("fiscal_share_borne", NpgsqlDbType.Bigint, row => row.Cover?.FiscalShareBorne.Fen)
            .Column("subsidy", NpgsqlDbType.Bigint, row => row.Cover?.Subsidy.Fen)
            .Column("fiscal_share_subsidised", NpgsqlDbType.Bigint, row => row.Cover?.FiscalShareSubsidised.Fen)
            .Column("subsidy_category", NpgsqlDbType.Text, row => row.Cover?.SubsidyCategory)
            .Column("subsidy_department", NpgsqlDbType.Text, row => row.Cover?.SubsidyDepartment)
            .Column("due", NpgsqlDbType.Bigint, row => row.Cover?.Due.Fen)
            .Column("coverage_from", NpgsqlDbType.Date, row => row.Cover?.Coverage.From)
            .Column("coverage_to", NpgsqlDbType.Date, row => row.Cover?.Coverage.To)
            .Column("suspended", NpgsqlDbType.Text, row => SuspendedText(row.Cover))
            .Column("paid", NpgsqlDbType.Bigint, row => row.Paid.Fen)
            .Column("refund_due", NpgsqlDbType.Bigint, row => row.RefundDue.Fen)
            .Column("exceptions", NpgsqlDbType.Text, row => row.Exceptions)
            .Column("decision", NpgsqlDbType.Integer, row => row.Decision)
            .Column("pack_version", NpgsqlDbType.Integer, row => row.PackVersion)
            .Column("died_on", NpgsqlDbType.Date, row => row.DiedOn);

    public static ITableProjection Projection { get; } = new StreamProjection<CoverageRow>(ProjectionName, EnrollmentEvents.Types, Table, RowsOf);

    /// <summary>Reads <see cref="CoverColumns"/> from a column on; null where the person is not enrolled.</summary>
    public static Cover? ReadCover(NpgsqlDataReader reader, int column)
    {
        if (!Tiers.TryParse(Text(1), out var tier))
        {
            return null;
        }

        return new Cover(
            VillageCode.Parse(reader.GetString(column)), tier, Date(2), Date(3), Fen(4), Fen(5), Fen(6), Fen(7), Text(8), Text(9),
            Fen(10), new CoveragePeriod(Date(11), Date(12)),
            Text(13) is { } json ? JsonSerializer.Deserialize<Suspensions>(json, ContractJson.Options)! : Suspensions.None);

        string? Text(int offset) => reader.IsDBNull(column + offset) ? null : reader.GetString(column + offset);

        DateOnly Date(int offset) => reader.GetFieldValue<DateOnly>(column + offset);

        Money Fen(int offset) => new(reader.GetInt64(column + offset));
    }

    // Few have any.
    private static string? SuspendedText(Cover? cover) =>
        cover is { Suspended.Count: > 0 } ? JsonSerializer.Serialize(cover.Suspended, ContractJson.Options) : null;

    private static IReadOnlyList<CoverageRow> RowsOf(StreamSlice stream)
    {
        if (!Resident.IsStream(stream.Id))
        {
            return [];
        }

        var resident = Resident.Of(stream);
        return [.. resident.Campaigns.Select(pair => new CoverageRow(
            pair.Key.Value, Resident.KeyOf(stream.Id).Value, resident.Registration is not null, pair.Value.Cover,
            LivePayments.Of(pair.Value).Paid, new Money(pair.Value.RefundByReason.Values.Sum(amount => amount.Fen)),
            string.Join(' ', pair.Value.Exceptions), pair.Value.Decision, pair.Value.PackVersion, pair.Value.DiedOn))];
    }
}

/// <summary>Who is registered, and where; and on whom a newborn's cover may rest.</summary>
public sealed record RegisteredResident(string ResidentKey, string Village, DateOnly BirthDate, string? Guardian)
{
    /// <summary>The table is older than what a dependant's cover needs of it.</summary>
    public const string ProjectionName = "Residents";

    public const string Migration = "alter table resident add column birth_date date, add column guardian text";

    private static readonly ProjectionTable<RegisteredResident> Table =
        new ProjectionTable<RegisteredResident>("resident", (a, b) => string.CompareOrdinal(a.ResidentKey, b.ResidentKey))
            .Key("resident_key", NpgsqlDbType.Text, row => row.ResidentKey)
            .Column("village", NpgsqlDbType.Text, row => row.Village)
            .Column("birth_date", NpgsqlDbType.Date, row => row.BirthDate)
            .Column("guardian", NpgsqlDbType.Text, row => row.Guardian);

    public static ITableProjection Projection { get; } = new StreamProjection<RegisteredResident>(ProjectionName, EnrollmentEvents.Types, Table, RowsOf);

    private static IReadOnlyList<RegisteredResident> RowsOf(StreamSlice stream) =>
        Resident.IsStream(stream.Id) && Resident.Of(stream).Registration is { } registration
            ? [new RegisteredResident(Resident.KeyOf(stream.Id).Value, registration.Village.Value, registration.BirthDate,
                registration.Guardian?.Value)]
            : [];
}

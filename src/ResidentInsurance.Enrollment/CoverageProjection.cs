using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.Enrollment;

/// <summary>What a person's campaign has come to: one row for each person of whom the campaign knows anything.
/// Money is in fen; the figures of a standing are null where the person is not enrolled.</summary>
/// <param name="Exceptions">The sorted codes, separated by blanks.</param>
public sealed record CoverageRow(
    string Campaign, string ResidentKey, bool Registered, Standing? Standing, Money Paid, Money RefundDue, string Exceptions,
    int? PackVersion)
{
    public const string Migration =
        """
        create table if not exists coverage (
            campaign text not null, resident_key text not null, registered boolean not null,
            village text, tier text, paid_on date, first_paid_on date,
            contribution bigint, fiscal_share_borne bigint, subsidy bigint, fiscal_share_subsidised bigint,
            subsidy_category text, due bigint, coverage_from date, coverage_to date,
            paid bigint not null, refund_due bigint not null, exceptions text not null, pack_version int,
            primary key (campaign, resident_key));
        create table if not exists resident (resident_key text primary key, village text not null);
        """;

    private static readonly ProjectionTable<CoverageRow> Table =
        new ProjectionTable<CoverageRow>("coverage", (a, b) =>
                (string.CompareOrdinal(a.Campaign, b.Campaign), string.CompareOrdinal(a.ResidentKey, b.ResidentKey)).CompareTo((0, 0)))
            .Key("campaign", NpgsqlDbType.Text, row => row.Campaign)
            .Key("resident_key", NpgsqlDbType.Text, row => row.ResidentKey)
            .Column("registered", NpgsqlDbType.Boolean, row => row.Registered)
            .Column("village", NpgsqlDbType.Text, row => row.Standing?.Village.Value)
            .Column("tier", NpgsqlDbType.Text, row => row.Standing?.Tier.Code())
            .Column("paid_on", NpgsqlDbType.Date, row => row.Standing?.PaidOn)
            .Column("first_paid_on", NpgsqlDbType.Date, row => row.Standing?.FirstPaidOn)
            .Column("contribution", NpgsqlDbType.Bigint, row => row.Standing?.Contribution.Fen)
            .Column("fiscal_share_borne", NpgsqlDbType.Bigint, row => row.Standing?.FiscalShareBorne.Fen)
            .Column("subsidy", NpgsqlDbType.Bigint, row => row.Standing?.Subsidy.Fen)
            .Column("fiscal_share_subsidised", NpgsqlDbType.Bigint, row => row.Standing?.FiscalShareSubsidised.Fen)
            .Column("subsidy_category", NpgsqlDbType.Text, row => row.Standing?.SubsidyCategory)
            .Column("due", NpgsqlDbType.Bigint, row => row.Standing?.Due.Fen)
            .Column("coverage_from", NpgsqlDbType.Date, row => row.Standing?.CoverageFrom)
            .Column("coverage_to", NpgsqlDbType.Date, row => row.Standing?.CoverageTo)
            .Column("paid", NpgsqlDbType.Bigint, row => row.Paid.Fen)
            .Column("refund_due", NpgsqlDbType.Bigint, row => row.RefundDue.Fen)
            .Column("exceptions", NpgsqlDbType.Text, row => row.Exceptions)
            .Column("pack_version", NpgsqlDbType.Integer, row => row.PackVersion);

    public static IInlineProjection Projection { get; } = new StreamProjection<CoverageRow>("coverage", Table, RowsOf);

    private static IReadOnlyList<CoverageRow> RowsOf(StreamSlice stream)
    {
        if (!Resident.IsStream(stream.Id))
        {
            return [];
        }

        var resident = Resident.Of(stream);
        return [.. resident.Campaigns.Select(pair => new CoverageRow(
            pair.Key.Value, Resident.KeyOf(stream.Id).Value, resident.Registration is not null, pair.Value.Standing,
            LivePayments.Of(pair.Value).Paid, new Money(pair.Value.RefundByReason.Values.Sum(amount => amount.Fen)),
            string.Join(' ', pair.Value.Exceptions), pair.Value.PackVersion))];
    }
}

/// <summary>Who is registered, and where; and on whom a newborn's cover may rest.</summary>
public sealed record RegisteredResident(string ResidentKey, string Village, DateOnly BirthDate, string? Guardian)
{
    /// <summary>The table is older than what a dependant's cover needs of it.</summary>
    public const string Migration = "alter table resident add column birth_date date, add column guardian text";

    private static readonly ProjectionTable<RegisteredResident> Table =
        new ProjectionTable<RegisteredResident>("resident", (a, b) => string.CompareOrdinal(a.ResidentKey, b.ResidentKey))
            .Key("resident_key", NpgsqlDbType.Text, row => row.ResidentKey)
            .Column("village", NpgsqlDbType.Text, row => row.Village)
            .Column("birth_date", NpgsqlDbType.Date, row => row.BirthDate)
            .Column("guardian", NpgsqlDbType.Text, row => row.Guardian);

    public static IInlineProjection Projection { get; } = new StreamProjection<RegisteredResident>("resident", Table, RowsOf);

    private static IReadOnlyList<RegisteredResident> RowsOf(StreamSlice stream) =>
        Resident.IsStream(stream.Id) && Resident.Of(stream).Registration is { } registration
            ? [new RegisteredResident(Resident.KeyOf(stream.Id).Value, registration.Village.Value, registration.BirthDate,
                registration.Guardian?.Value)]
            : [];
}

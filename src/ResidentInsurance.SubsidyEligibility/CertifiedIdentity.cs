using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.SubsidyEligibility;

/// <summary>Who is certified as what by whom: a row for each certification, ended ones too.</summary>
public sealed record CertifiedIdentity(
    string StreamId, string Department, string Category, string ResidentKey, DateOnly From, DateOnly? To)
{
    public const string ProjectionName = "CertifiedIdentities";

    public const string Migration =
        """
        create table if not exists certified_identity (
            stream_id text not null primary key, department text not null, category text not null,
            resident_key text not null, from_day date not null, to_day date);
        create index if not exists certified_identity_department on certified_identity (department, category, resident_key)
        """;

    private static readonly ProjectionTable<CertifiedIdentity> Table =
        new ProjectionTable<CertifiedIdentity>("certified_identity", (a, b) => string.CompareOrdinal(a.StreamId, b.StreamId))
            .Key("stream_id", NpgsqlDbType.Text, row => row.StreamId)
            .Column("department", NpgsqlDbType.Text, row => row.Department)
            .Column("category", NpgsqlDbType.Text, row => row.Category)
            .Column("resident_key", NpgsqlDbType.Text, row => row.ResidentKey)
            .Column("from_day", NpgsqlDbType.Date, row => row.From)
            .Column("to_day", NpgsqlDbType.Date, row => row.To);

    public static ITableProjection Projection { get; } =
        new StreamProjection<CertifiedIdentity>(ProjectionName, IdentityEvents.Types, Table, RowsOf);

    private static IReadOnlyList<CertifiedIdentity> RowsOf(StreamSlice stream) =>
        Certification.Of(stream) is { Record: { } record }
            ? [new CertifiedIdentity(stream.Id, record.Department, record.Category, record.Resident.Value, record.From, record.To)]
            : [];
}

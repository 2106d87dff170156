using ResidentInsurance.EventStore.Projections;
using ResidentInsurance.Files.Intake;

namespace ResidentInsurance.Enrollment;

/// <summary>What a county's database of Enrollment has beside the event tables.</summary>
public static class EnrollmentTables
{
    /// <summary>Written with the events that they are made of.</summary>
    public static IReadOnlyList<IInlineProjection> Projections { get; } = [CoverageRow.Projection, RegisteredResident.Projection];

    /// <summary>In the order in which they came to be; a new one is added at the end.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
        [Deliveries.Migration, CoverageRow.Migration, Villages.Migration, RegisteredResident.Migration, PackVersions.Migration];
}

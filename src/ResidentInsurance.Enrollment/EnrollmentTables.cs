using JasperFx.Events.Projections;
using Marten;
using ResidentInsurance.Feeds;
using ResidentInsurance.Intake;
using ResidentInsurance.Persons;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

/// <summary>What a county's database of Enrollment has beside the event tables.</summary>
public static class EnrollmentTables
{
    /// <summary>The databases of the packs' counties; one whose decisions the packs do not fit stays closed.</summary>
    public static void AddEnrollmentDatabases(this IHostApplicationBuilder builder, string service, PackLibrary packs) =>
        builder.AddCountyDatabases(service, EnrollmentEvents.Types, Projections, Migrations,
            _ => packs.Current.Select(pack => pack.County),
            (source, county, cancellation) => PackVersions.CheckAsync(source, packs, county, cancellation),
            [
                store => store.Projections.Add(new ResidentAggregate(), ProjectionLifecycle.Live),
                store => store.Projections.Add(new CampaignAggregate(), ProjectionLifecycle.Live),
            ]);

    /// <summary>Written with the events that they are made of.</summary>
    public static IReadOnlyList<ITableProjection> Projections { get; } = [CoverageRow.Projection, RegisteredResident.Projection];

    /// <summary>In the order in which they came to be; a new one is added at the end.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
        [Deliveries.Migration, PersonTable.Migration, CoverageRow.Migration, Villages.Migration, RegisteredResident.Migration, PackVersions.Migration];
}

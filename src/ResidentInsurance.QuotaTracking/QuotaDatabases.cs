using ResidentInsurance.Feeds;
using ResidentInsurance.Intake;

namespace ResidentInsurance.QuotaTracking;

/// <summary>What a county's database has besides the events.</summary>
public static class QuotaDatabases
{
    public static IReadOnlyList<ITableProjection> Projections { get; } = [new VillageProgressProjection()];

    public static IReadOnlyList<string> Migrations { get; } =
        [Deliveries.Migration, VillageProgressProjection.Migration, CoverageConsumer.Migration, KnownTimes.Migration];
}

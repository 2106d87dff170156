using JasperFx.Events.Projections;
using Marten;
using ResidentInsurance.Feeds;
using ResidentInsurance.Intake;

namespace ResidentInsurance.QuotaTracking;

/// <summary>What a county's database has besides the events.</summary>
public static class QuotaDatabases
{
    // A task table's decisions find the tasks among thousands of moves.
    private const string DecisiveEvents = "mt_events_village_decisive";

    private static readonly string DecisiveIndex =
        $"""
        create index if not exists {DecisiveEvents} on mt_events (stream_id)
        where type in ({string.Join(", ", Village.Decisive.Select(name => $"'{name}'"))})
        """;

    public static IReadOnlyList<ITableProjection> Projections { get; } = [new VillageProgressProjection()];

    public static IReadOnlyList<string> Migrations { get; } =
        [Deliveries.Migration, VillageProgressProjection.Migration, CoverageConsumer.Migration, KnownTimes.Migration, DecisiveIndex];

    public static IReadOnlyList<Action<StoreOptions>> Store { get; } =
    [
        store => store.Projections.Add(new VillageAggregate(), ProjectionLifecycle.Live),
        store => store.Events.IgnoreIndex(DecisiveEvents), // Marten drops an index of its tables that it was not told of
    ];
}

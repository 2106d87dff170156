using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;

namespace ResidentInsurance.Feeds;

/// <summary>Marten's store of one county.</summary>
internal static class CountyStore
{
    private const int RebuildEvents = 2_000;

    /// <param name="source">Sessions of the county's database.</param>
    /// <param name="options">The service's events and projections.</param>
    /// <param name="schema">None where the service serves; the role that migrates creates and updates.</param>
    /// <param name="appended">Called after a commit with events.</param>
    /// <param name="isForRebuild">Whether it only makes projections anew: it reads no headers, which no projection knows, and many
    /// events at once, as nobody waits for the first of them.</param>
    internal static DocumentStore Open(
        NpgsqlDataSource source, CountyDatabaseOptions options, AutoCreate schema = AutoCreate.None, Action? appended = null,
        bool isForRebuild = false) =>
        DocumentStore.For(store =>
        {
            store.Connection(source);
            store.AutoCreateSchemaObjects = schema;
            store.Serializer(EventTypes.Serializer());
            store.Events.StreamIdentity = StreamIdentity.AsString;
            // One round trip for a stream; the time is ours. An append that fails leaves no event of its own behind.
            store.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
            store.Events.TimeProvider = options.Clock;
            store.Events.MetadataConfig.HeadersEnabled = !isForRebuild;
            store.Events.MetadataConfig.CausationIdEnabled = !isForRebuild;
            store.Events.MetadataConfig.CorrelationIdEnabled = !isForRebuild;
            options.EventTypes.MapTo(store);
            foreach (var projection in options.Projections)
            {
                store.Projections.Add(projection, ProjectionLifecycle.Inline, projection.Name, daemon =>
                {
                    daemon.BatchSize = isForRebuild ? RebuildEvents : daemon.BatchSize;
                    foreach (var table in projection.Tables)
                    {
                        daemon.DeleteDataInTableOnTeardown(table);
                    }
                });
            }

            foreach (var configure in options.Aggregates)
            {
                configure(store);
            }

            // The daemon skips what it cannot read or apply by default; a row that is missing is worse than one that is late.
            store.Projections.Errors.SkipApplyErrors = store.Projections.RebuildErrors.SkipApplyErrors = false;
            store.Projections.Errors.SkipSerializationErrors = store.Projections.RebuildErrors.SkipSerializationErrors = false;
            store.Projections.Errors.SkipUnknownEvents = store.Projections.RebuildErrors.SkipUnknownEvents = false;

            // Whoever calls tries again, with a decision from what stands then: a statement that is replayed on its own has lost
            // its transaction and its locks.
            store.ConfigurePolly(_ => { });
            store.ConfigureWritePolly(_ => { });
            store.DisableNpgsqlLogging = true;
            if (appended is not null)
            {
                store.Listeners.Add(new AppendListener(appended));
            }
        });
}

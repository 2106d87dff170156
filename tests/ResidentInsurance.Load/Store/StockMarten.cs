using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.Load.Store;

/// <summary>An account as a document of Marten's.</summary>
public sealed class AccountDocument
{
    public string Id { get; set; } = "";

    public string Owner { get; set; } = "";

    public string Village { get; set; } = "";

    public long Balance { get; set; }

    public void Apply(AccountOpened opened) => (Owner, Village) = (opened.Owner, opened.Village);

    public void Apply(MoneyPaidIn paid) => Balance += paid.Amount.Fen;
}

/// <summary>The pages of <see cref="AppendPages"/>, against the same streams by Marten's own append with an inline document for
/// each: what the one way of ours is for.</summary>
internal static class StockMarten
{
    private const int Streams = 50_000;
    private const int StreamsPerPage = 1_000;
    private const int PagesAtATime = 2;

    private static readonly string[] StockTables = ["mt_streams", "mt_events", "mt_doc_accountdocument"];

    public static Scenario Scenario { get; } = new(
        "stock-marten", "pages of new streams, of the same by Marten's own append and an inline document", "events/s", Basis.Processor,
        [Goal.Ratio(2.5)], MeasureAsync);

    private static async Task<Measured> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var postgres = await bench.PostgresAsync(cancellation);
        await using var ours = await postgres.OpenAsync(
            "stock-ours", Account.Types, [Account.Projection], [Account.Migration], cancellation);
        await using var theirs = await postgres.OpenAsync("stock-marten", Account.Types, [], [], cancellation);
        await using var stock = DocumentStore.For(store =>
        {
            store.Connection(theirs.Source);
            store.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
            store.Events.StreamIdentity = StreamIdentity.AsString;
            store.Serializer(EventTypes.Serializer());
            store.DisableNpgsqlLogging = true;
            Account.Types.MapTo(store);
            store.Projections.Snapshot<AccountDocument>(SnapshotLifecycle.Inline);
        });
        await stock.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        var streams = bench.Scaled(Streams);
        return await bench.AlternateAsync(
            Writing(ours, Account.Tables, () => AppendPages.AppendAsync(ours, streams, Account.Events, cancellation)),
            Writing(theirs, StockTables, AppendStockAsync));

        Task AppendStockAsync() => Parallel.ForEachAsync(
            Enumerable.Range(0, streams).Chunk(StreamsPerPage),
            new ParallelOptions { MaxDegreeOfParallelism = PagesAtATime, CancellationToken = cancellation },
            async (page, token) =>
            {
                await using var session = stock.LightweightSession();
                foreach (var number in page)
                {
                    session.Events.StartStream(Account.Stream(number), [.. Account.Events(number).Select(e => e.Data)]);
                }

                await session.SaveChangesAsync(token);
            });

        Step Writing(CountyDatabase database, IReadOnlyList<string> tables, Func<Task> write) => new(
            () => Tables.EmptyAsync(database, tables, cancellation),
            async () =>
            {
                await write();
                return 2L * streams;
            },
            async () =>
            {
                await Tables.CheckCountAsync(database, "mt_events", 2L * streams, cancellation);
                await Tables.CheckCountAsync(database, tables[^1], streams, cancellation);
            });
    }
}

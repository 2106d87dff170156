using ResidentInsurance.Feeds;

namespace ResidentInsurance.Load.Store;

/// <summary>New streams in pages, each page one transaction, with an inline projection's row for each stream. The reference
/// is COPY of the rows that this came to.</summary>
internal static class AppendPages
{
    private const int Streams = 100_000;
    private const int StreamsPerPage = 1_000;

    // As many as a service takes from a county's queue.
    private const int PagesAtATime = 2;

    public static Scenario Scenario { get; } = new(
        "append-pages", "new streams of two events and a row, pages of 1,000", "events/s", Basis.Processor,
        [Goal.Ratio(0.45)], MeasureAsync);

    /// <summary>Appends so many accounts, from number 0 on.</summary>
    public static Task AppendAsync(
        CountyDatabase database, int streams, Func<int, IReadOnlyList<NewEvent>> events, CancellationToken cancellation) => Parallel.ForEachAsync(
        Enumerable.Range(0, streams).Chunk(StreamsPerPage), new ParallelOptions { MaxDegreeOfParallelism = PagesAtATime, CancellationToken = cancellation },
        async (page, token) =>
        {
            var numbers = page.ToDictionary(Account.Stream);
            await database.Pages.TransactAsync(numbers.Keys, stream => events(numbers[stream.Id]), null, token);
        });

    private static async Task<Measured> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var postgres = await bench.PostgresAsync(cancellation);
        await using var database = await postgres.OpenAsync(
            "append-pages", Account.Types, [Account.Projection], [Account.Migration], cancellation);
        var streams = bench.Scaled(Streams);
        var copied = new CopiedRows(bench.Folder, Account.Tables);
        var measured = await bench.AlternateAsync(
            Writing(async () => await AppendAsync(database, streams, Account.Events, cancellation), () => copied.ReadAsync(database.Source, cancellation)),
            Writing(() => copied.WriteAsync(database.Source, cancellation), () => Task.CompletedTask));
        return measured with { Note = $"{await Tables.EventBytesAsync(database, cancellation):N0} B an event" };

        // Each round begins with empty tables and ends with the same rows.
        Step Writing(Func<Task> write, Func<Task> then) => new(
            () => Tables.EmptyAsync(database, Account.Tables, cancellation),
            async () =>
            {
                await write();
                return 2L * streams;
            },
            async () =>
            {
                await Tables.CheckCountAsync(database, "mt_events", 2L * streams, cancellation);
                await Tables.CheckCountAsync(database, "account", streams, cancellation);
                await then();
            });
    }
}

using ResidentInsurance.Feeds;
using ResidentInsurance.Files;

namespace ResidentInsurance.Intake;

/// <summary>A page's rows on their way to streams: each row is rejected, or it belongs to a stream, whose state says whether
/// it is news. Several rows of a page may be of one stream; they are taken in the order of their lines.</summary>
/// <typeparam name="TRow">A row as it was read.</typeparam>
/// <typeparam name="TItem">What the stream is told of it.</typeparam>
public sealed class StreamRows<TRow, TItem>
    where TRow : class, IFileRow
{
    private readonly IntakeContext context;
    private readonly IReadOnlyList<TRow> rows;
    private readonly RowVerdict[] verdicts;
    private readonly SortedDictionary<string, List<(int Index, TItem Item)>> streams = new(StringComparer.Ordinal);

    /// <param name="problemOf">Why a row is rejected whatever its stream holds; null where it is not.</param>
    /// <param name="placeOf">The stream of a row that is not rejected, and what to tell it.</param>
    public StreamRows(
        IntakeContext context, IReadOnlyList<TRow> rows, Func<TRow, RowProblem?> problemOf,
        Func<TRow, (string Stream, TItem Item)> placeOf)
    {
        (this.context, this.rows, verdicts) = (context, rows, new RowVerdict[rows.Count]);
        for (var i = 0; i < rows.Count; i++)
        {
            if (problemOf(rows[i]) is { } problem)
            {
                verdicts[i] = RowVerdict.Rejected(problem);
                continue;
            }

            var (stream, item) = placeOf(rows[i]);
            if (!streams.TryGetValue(stream, out var mine))
            {
                streams.Add(stream, mine = []);
            }

            mine.Add((i, item));
        }
    }

    /// <summary>The streams that the rows belong to, each once, in the order of their ids: two pages that share streams do not
    /// wait for each other in a circle.</summary>
    public IReadOnlyCollection<string> Streams => streams.Keys;

    /// <summary>What became of each row; settled when the transaction has decided.</summary>
    public IReadOnlyList<RowVerdict> Verdicts => verdicts;

    /// <summary>What a stream is told, in the order of the lines.</summary>
    public IEnumerable<TItem> Of(string stream) => streams[stream].Select(told => told.Item);

    /// <summary>Decides the stream's rows one after the other, and settles their verdicts: a row is accepted if it leads to
    /// news. A transaction that is tried again decides again.</summary>
    /// <param name="state">The stream's state.</param>
    /// <param name="decide">Pure: the events that a row leads to.</param>
    /// <param name="evolve">The state with an event.</param>
    /// <param name="isNews">Whether an event tells more than that a row came again; all do where it is null.</param>
    public IReadOnlyList<NewEvent> Decide<TState>(
        StreamSlice stream, TState state, Func<TState, TItem, TRow, IEnumerable<object>> decide, Func<TState, object, TState> evolve,
        Func<object, bool>? isNews = null)
    {
        var events = new List<NewEvent>(1);
        foreach (var (index, item) in streams[stream.Id])
        {
            var verdict = RowVerdict.Repeated;
            foreach (var happened in decide(state, item, rows[index]))
            {
                verdict = isNews?.Invoke(happened) ?? true ? RowVerdict.Accepted : verdict;
                events.Add(new NewEvent(happened, context.Headers(rows[index])));
                state = evolve(state, happened);
            }

            verdicts[index] = verdict;
        }

        return events;
    }
}

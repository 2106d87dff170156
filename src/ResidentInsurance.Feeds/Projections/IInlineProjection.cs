namespace ResidentInsurance.Feeds;

/// <summary>Rows that are written with the events that they come from, so that a query never lags behind.</summary>
/// <remarks>A row rests on one stream, or is a sum that streams add to in any order: a rebuild replays stream by
/// stream, each with all its events as one change from nothing.</remarks>
public interface IInlineProjection
{
    /// <summary>Names it for a rebuild.</summary>
    string Name { get; }

    /// <summary>The tables that hold it and nothing else; a rebuild empties them.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Adds what the changes mean for the rows. No side effects, no clock, no headers.</summary>
    void Apply(IReadOnlyList<StreamChange> changes, TransactionWork work);
}

/// <summary>What a transaction appends to one stream.</summary>
/// <param name="Before">The stream without the new events.</param>
/// <param name="Appended">The new events; their <see cref="StoredEvent.Sequence"/> is 0, as it is not drawn yet.</param>
public sealed record StreamChange(StreamSlice Before, IReadOnlyList<StoredEvent> Appended)
{
    private StreamSlice? after;

    /// <summary>The stream with the new events.</summary>
    public StreamSlice After => after ??= Before.With(Appended);
}

using Microsoft.AspNetCore.Http.HttpResults;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Files;
using FileOptions = ResidentInsurance.Files.FileOptions;

namespace ResidentInsurance.Intake;

/// <summary>What a service does with the rows of one kind of file. Registered in the container, resolved per request.</summary>
public interface IFileHandler<TRow>
    where TRow : class, IFileRow
{
    /// <summary>The reason why this campaign takes no file now; null where it does. This is asked before the body is read.</summary>
    ValueTask<ProblemHttpResult?> RefuseAsync(CampaignId campaign, CountyDatabase database, CancellationToken cancellation) =>
        ValueTask.FromResult<ProblemHttpResult?>(null);

    /// <summary>Lets at most 500 rows take effect in one transaction, and says of each what became of it. Two pages of a file
    /// are in hand at a time, and either may take effect first. It may be called again with the same rows: after a
    /// server's fault, after a restart, or for a file whose first delivery had rejections.
    /// What took effect before is then answered as repeated; facts without a date of their own compare
    /// (<see cref="IntakeContext.Delivery"/>, line), so that an older file never overrules a newer one.</summary>
    Task<IReadOnlyList<RowVerdict>> HandlePageAsync(
        IntakeContext context, IReadOnlyList<TRow> rows, CancellationToken cancellation);

    /// <summary>Called after the last page, for what only a whole list can say. Most kinds of files do nothing here.</summary>
    Task CompleteAsync(IntakeContext context, IntakeCounts counts, CancellationToken cancellation) => Task.CompletedTask;
}

/// <summary>What became of a row.</summary>
public readonly record struct RowVerdict
{
    private RowVerdict(bool repeated, RowProblem? problem) => (IsRepeated, Problem) = (repeated, problem);

    /// <summary>It took effect now.</summary>
    public static RowVerdict Accepted => default;

    /// <summary>It had taken effect before and changed nothing now.</summary>
    public static RowVerdict Repeated => new(repeated: true, null);

    public bool IsRepeated { get; }

    public RowProblem? Problem { get; }

    public static RowVerdict Rejected(RowProblem problem) => new(repeated: false, problem);
}

/// <summary>A file that is being taken in.</summary>
/// <param name="Database">The county's database of this service.</param>
/// <param name="Delivery">Number of the file's first delivery: later files have greater ones.</param>
/// <param name="FileHash">SHA-256 of the file's bytes, lower-case hexadecimal.</param>
/// <param name="FileName">As the sender named it.</param>
/// <param name="Query">The request's options, such as <c>complete</c>; see <see cref="Options"/> for those of rows.</param>
public sealed record IntakeContext(
    CampaignId Campaign, CountyDatabase Database, long Delivery, string FileHash, string FileName, Actor Actor,
    FileOptions Options, IReadOnlyDictionary<string, string> Query)
{
    /// <summary>The headers of an event that a row leads to: who sent it, and where it stands.</summary>
    public EventHeaders Headers(IFileRow row) =>
        new(Actor.Name, $"file {FileHash[..16]} line {row.Line}", CorrelationId: $"delivery {Delivery}");

    /// <summary>The headers of an event that the file as a whole leads to.</summary>
    public EventHeaders Headers() => new(Actor.Name, $"file {FileHash[..16]}", CorrelationId: $"delivery {Delivery}");
}

/// <summary>How many rows a file had and what became of them.</summary>
public sealed record IntakeCounts(int Rows, int Accepted, int Repeated, int Rejected);

namespace ResidentInsurance.Contracts;

/// <summary>How far a service has come in one county.</summary>
/// <param name="Head">The last event of its own feed.</param>
/// <param name="Published">Up to where the bus has its feed.</param>
/// <param name="Applied">Of each source: all up to there has taken effect.</param>
public sealed record FeedPositions(long Head, long Published, IReadOnlyDictionary<string, long> Applied);

/// <summary>Up to where a feed holds all that was recorded before a time.</summary>
/// <param name="UpTo">Null while that cannot be said.</param>
public sealed record FeedRecorded(long? UpTo);

/// <summary>Up to where a feed was sent again.</summary>
public sealed record FeedResent(long UpTo);

/// <summary>An item that could not be read or decided: where it stands and why, never what it holds, which may be personal.</summary>
/// <param name="Times">How often it came.</param>
public sealed record PoisonLine(
    long Id, string Source, string Stream, long Version, string Type, string Cause, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, int Times);

/// <summary>The poison items of a service in one county: how many there are, and the oldest of them.</summary>
public sealed record PoisonList(long Count, IReadOnlyList<PoisonLine> Oldest);

/// <summary>What became of the items that were tried again.</summary>
public sealed record PoisonRetried(int TookEffect, int Left);

using Npgsql;

namespace ResidentInsurance.Feeds;

/// <summary>Tells a conflict between writers, which goes away when the work is done again, from all other faults.</summary>
internal static class Conflicts
{
    internal static bool Is(Exception fault) => fault is VersionConflictException || fault is PostgresException
    {
        SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
    }
    or PostgresException
    {
        // A caller's own unique keys are the caller's affair.
        SqlState: PostgresErrorCodes.UniqueViolation,
        ConstraintName: "pkey_mt_streams_id" or "pk_mt_events_stream_and_version",
    }
    or PostgresException
    {
        // A version was expected of a stream that is not there.
        SqlState: PostgresErrorCodes.ForeignKeyViolation,
        ConstraintName: "fkey_mt_events_stream_id",
    };
}

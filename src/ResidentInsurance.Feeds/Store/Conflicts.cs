using JasperFx;
using Marten.Exceptions;
using Npgsql;

namespace ResidentInsurance.Feeds;

/// <summary>Tells a conflict between writers, which goes away when the work is done again, from all other faults. Marten
/// wraps what the server says, so the causes are looked at too, by their codes alone.</summary>
internal static class Conflicts
{
    internal static bool Is(Exception fault) => fault switch
    {
        VersionConflictException or ConcurrencyException or ExistingStreamIdCollisionException => true,
        PostgresException postgres => Is(postgres),
        AggregateException several => several.InnerExceptions.All(Is),
        _ => fault.InnerException is { } cause && Is(cause),
    };

    private static bool Is(PostgresException fault) => fault.SqlState switch
    {
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => true,
        // A caller's own unique keys are the caller's affair.
        PostgresErrorCodes.UniqueViolation => fault.ConstraintName is "pkey_mt_streams_id" or "pk_mt_events_stream_and_version",
        _ => false,
    };
}

using System.Net;
using System.Net.Sockets;
using Npgsql;
using Polly.Timeout;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>Tells a fault of a server, which passes and is waited for, from a fault of ours or of the data, which
/// stays however often it is tried.</summary>
public static class ServerFaults
{
    // Beyond what Npgsql calls transient: a database that is still to be created, a server that is starting,
    // stopping or has turned read-only in a failover, a connection that an administrator ended.
    private static readonly HashSet<string> PassingStates =
    [
        PostgresErrorCodes.InvalidCatalogName, PostgresErrorCodes.AdminShutdown, PostgresErrorCodes.CrashShutdown,
        PostgresErrorCodes.CannotConnectNow, PostgresErrorCodes.ReadOnlySqlTransaction,
        PostgresErrorCodes.DeadlockDetected, PostgresErrorCodes.SerializationFailure, PostgresErrorCodes.LockNotAvailable,
    ];

    public static bool Is(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.IsTransient || PassingStates.Contains(postgres.SqlState),
        NpgsqlException npgsql => npgsql.IsTransient || (npgsql.InnerException is { } inner && Is(inner)),
        SocketException or IOException or TimeoutException or TimeoutRejectedException => true,
        PassingFaultException => true,
        HttpRequestException http => http.StatusCode is not { } status || Is(status),
        AggregateException aggregate => aggregate.InnerExceptions.All(Is),
        _ => exception.InnerException is { } inner && Is(inner),
    };

    /// <summary>The fault for a log: its type, and PostgreSQL's code where there is one.</summary>
    public static string Name(Exception exception) =>
        exception is PostgresException postgres ? $"PostgreSQL {postgres.SqlState}"
        : exception.InnerException is PostgresException or NpgsqlException ? Name(exception.InnerException)
        : exception.GetType().Name;

    /// <summary>Whether another try at the same request may be answered better.</summary>
    public static bool Is(HttpStatusCode status) =>
        status >= HttpStatusCode.InternalServerError
        || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
}

/// <summary>A fault that passes by itself, of a part that <see cref="ServerFaults"/> does not know.</summary>
public abstract class PassingFaultException(string message, Exception? inner = null) : Exception(message, inner);

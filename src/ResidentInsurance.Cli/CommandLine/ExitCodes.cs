namespace ResidentInsurance.Cli;

/// <summary>What a script finds in <c>$?</c>.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A file was refused, a service did not answer, or something waits for a person.</summary>
    public const int Failed = 1;
    public const int Misuse = 2;

    /// <summary>All files were taken, but some rows were rejected.</summary>
    public const int RowsRejected = 3;

    /// <summary>The demo was loaded, but it is not what it should come to.</summary>
    public const int ChecksFailed = 4;
    public const int Interrupted = 130;
}

/// <summary>The command line's words do not fit, and only the command itself can tell.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Something that the user has to know, said in their language.</summary>
internal class CliException(string message) : Exception(message);

/// <summary>A service refused a request; the message is its own sentence.</summary>
internal sealed class RefusedException(System.Net.HttpStatusCode status, string message) : CliException(message)
{
    public System.Net.HttpStatusCode Status { get; } = status;
}

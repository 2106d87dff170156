namespace ResidentInsurance.LocalInstance;

/// <summary>Something the operator can set right; its message is written for the operator, Chinese first.</summary>
public sealed class HostException(string message) : Exception(message)
{
    /// <summary>What the program ends with.</summary>
    public int ExitCode { get; init; } = 1;
}

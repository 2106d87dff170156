namespace ResidentInsurance.Files;

/// <summary>The last line of an intake's answer.</summary>
/// <param name="FileId">The delivery.</param>
/// <param name="Position">A position of this service's feed. A consumer that has applied it has seen every effect of the file.</param>
public sealed record IntakeResult(long FileId, int Rows, int Accepted, int Repeated, int Rejected, long Position);

/// <summary>One line of an intake's answer (<c>application/x-ndjson</c>): progress, a rejection, and last the result or
/// a fault.</summary>
public sealed record IntakeLine(
    int? Progress = null, int? Of = null, RowRejection? Rejection = null, IntakeResult? Result = null, IntakeFault? Fault = null);

/// <summary>The file could not be finished. What took effect stays. Sending the file again takes in the rest.</summary>
public sealed record IntakeFault(string Code, string Detail);

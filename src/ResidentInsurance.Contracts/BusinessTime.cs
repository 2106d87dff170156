namespace ResidentInsurance.Contracts;

/// <summary>Business dates are those of Asia/Shanghai, which has kept UTC+8 without daylight saving since 1991.</summary>
public static class BusinessTime
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    public static DateOnly Today(this TimeProvider clock) =>
        DateOnly.FromDateTime(clock.GetUtcNow().ToOffset(Offset).DateTime);

    public static DateTimeOffset Local(DateTimeOffset instant) => instant.ToOffset(Offset);
}

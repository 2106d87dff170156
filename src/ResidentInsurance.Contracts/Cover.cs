using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace ResidentInsurance.Contracts;

/// <summary>待遇享受期: first and last day of benefits, both inclusive.</summary>
[StructLayout(LayoutKind.Auto)]
[method: JsonConstructor] // else a message could lack a day without being unreadable
public readonly record struct CoveragePeriod(DateOnly From, DateOnly To);

/// <summary>An enrollment in force and the cover that it gives: what a decision comes to, in events, messages and tables
/// alike. The figures are those of the quote of <paramref name="PaidOn"/>.</summary>
/// <param name="Village">Where the person is registered; it counts there.</param>
/// <param name="PaidOn">The day on which the due had come together (declared, where nothing is due).</param>
/// <param name="FirstPaidOn">The same before any change of tier: the person counts as enrolled from this day.</param>
/// <param name="SubsidyCategory">The identity that the subsidy rests on; null without a subsidy.</param>
/// <param name="SubsidyDepartment">Who certified it; null without a subsidy.</param>
/// <param name="Coverage">As quoted, or until the day of death.</param>
/// <param name="Suspended">When cover rests; the person stays enrolled and counted.</param>
public sealed record Cover(
    VillageCode Village, Tier Tier, DateOnly PaidOn, DateOnly FirstPaidOn, Money Contribution, Money FiscalShareBorne,
    Money Subsidy, Money FiscalShareSubsidised, string? SubsidyCategory, string? SubsidyDepartment, Money Due,
    CoveragePeriod Coverage, Suspensions Suspended);

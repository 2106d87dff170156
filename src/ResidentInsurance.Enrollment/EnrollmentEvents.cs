using ResidentInsurance.EventStore;

namespace ResidentInsurance.Enrollment;

/// <summary>The stored names of Enrollment's events; they stay for ever.</summary>
public static class EnrollmentEvents
{
    public static EventTypes Types { get; } = new EventTypes()
        .Add<CampaignOpened>("campaign_opened")
        .Add<CampaignClosed>("campaign_closed")
        .Add<ResidentRegistered>("resident_registered")
        .Add<IdentityRecorded>("identity_recorded")
        .Add<PaymentRecorded>("payment_recorded")
        .Add<EnrollmentDeclared>("enrollment_declared")
        .Add<WithdrawalRequested>("withdrawal_requested")
        .Add<CoverageGranted>("coverage_granted")
        .Add<CoverageRevised>("coverage_revised")
        .Add<CoverageWithdrawn>("coverage_withdrawn")
        .Add<RefundDueChanged>("refund_due_changed")
        .Add<ExceptionsChanged>("exceptions_changed");
}

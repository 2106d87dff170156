using ResidentInsurance.Feeds;

namespace ResidentInsurance.Enrollment;

/// <summary>The stored names of Enrollment's events; they stay for ever. Facts are internal: who needs them has them from
/// where they arose.</summary>
public static class EnrollmentEvents
{
    public static EventTypes Types { get; } = new EventTypes()
        .AddInternal<CampaignOpened>("campaign_opened")
        .AddInternal<CampaignClosed>("campaign_closed")
        .AddInternal<ResidentRegistered>("resident_registered")
        .AddInternal<IdentityRecorded>("identity_recorded")
        .AddInternal<PaymentRecorded>("payment_recorded")
        .AddInternal<EnrollmentDeclared>("enrollment_declared")
        .AddInternal<WithdrawalRequested>("withdrawal_requested")
        .AddInternal<WaitingCertificationDecided>("waiting_certification_decided")
        .Add<CoverageGranted>("coverage_granted")
        .Add<CoverageRevised>("coverage_revised")
        .Add<CoverageWithdrawn>("coverage_withdrawn")
        .Add<RefundDueChanged>("refund_due_changed")
        .Add<ExceptionsChanged>("exceptions_changed");
}

using ResidentInsurance.Feeds;

namespace ResidentInsurance.SubsidyEligibility;

/// <summary>The stored names of SubsidyEligibility's events; they stay for ever.</summary>
public static class IdentityEvents
{
    public static EventTypes Types { get; } = new EventTypes()
        .Add<IdentityCertified>("identity_certified")
        .Add<IdentityEndChanged>("identity_end_changed")
        .Add<IdentityEnded>("identity_ended")
        .AddInternal<IdentityConfirmed>("identity_confirmed");
}

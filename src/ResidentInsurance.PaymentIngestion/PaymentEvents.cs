using ResidentInsurance.Feeds;

namespace ResidentInsurance.PaymentIngestion;

/// <summary>The stored names of PaymentIngestion's events; they stay for ever.</summary>
public static class PaymentEvents
{
    public static EventTypes Types { get; } = new EventTypes()
        .Add<PaymentReceived>("payment_received")
        .Add<PaymentContradicted>("payment_contradicted")
        .Add<PaymentContentChosen>("payment_content_chosen");
}

using ResidentInsurance.Feeds;

namespace ResidentInsurance.PaymentIngestion;

/// <summary>The stored names of PaymentIngestion's events; they stay for ever.</summary>
public static class PaymentEvents
{
    public static EventTypes Types { get; } = new EventTypes()
        .Add<RowDelivered>("row_delivered")
        .Add<RowContradicted>("row_contradicted")
        .Add<RowContentChosen>("row_content_chosen");
}

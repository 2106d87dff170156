using ResidentInsurance.Contracts;
using ResidentInsurance.EventStore;
using ResidentInsurance.Files;
using ResidentInsurance.Files.Intake;
using ResidentInsurance.PaymentIngestion;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
var packs = builder.AddPacks();
builder.AddCountyDatabases(ServiceNames.PaymentIngestion, PaymentEvents.Types, [new ChannelTotals()],
    [Deliveries.Migration, ChannelTotals.Migrations[0], RefundConsumer.Migration, ChannelTotals.Migrations[1]], _ => packs.Current.Select(pack => pack.County));
builder.AddFeeds(ServiceNames.PaymentIngestion, feeds => feeds
    .Publish(PaymentMessages.Publish)
    .Consume<RefundConsumer>(ServiceNames.Enrollment));
builder.Services
    .AddSingleton(_ => new ResidentKeys(Convert.FromHexString(builder.Configuration["Secrets:ResidentKey"]
        ?? throw new InvalidOperationException("Secrets:ResidentKey is not configured."))))
    .AddSingleton<IFileHandler<PaymentFileRow>, PaymentFiles>();

var app = builder.Build();
app.MapServiceDefaults();
app.MapPayments();
app.Run();

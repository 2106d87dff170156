using JasperFx.Events.Projections;
using Marten;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.PaymentIngestion;
using ResidentInsurance.Persons;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
var packs = builder.AddPacks();
builder.AddPersons();
builder.AddCountyDatabases(ServiceNames.PaymentIngestion, PaymentEvents.Types, [new ChannelTotals()],
    [Deliveries.Migration, PersonTable.Migration, ChannelTotals.Migration, RefundConsumer.Migration],
    _ => packs.Current.Select(pack => pack.County),
    aggregates: [store => store.Projections.Add(new PaymentAggregate(), ProjectionLifecycle.Live)]);
builder.AddFeeds(ServiceNames.PaymentIngestion, feeds => feeds
    .Publish(PaymentMessages.Publish)
    .Consume<RefundConsumer>(ServiceNames.Enrollment));
builder.Services
    .AddSingleton<IFileHandler<PaymentFileRow>, PaymentFiles>()
    .AddSingleton<CountyReadings<IReadOnlyList<PaymentGauges.ChannelSum>>>().AddHostedService<PaymentGauges>();

var app = builder.Build();
app.MapServiceDefaults();
app.MapFeeds();
app.MapPayments();
app.Run();

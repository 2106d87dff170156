using JasperFx.Events.Projections;
using Marten;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Persons;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.SubsidyEligibility;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
var packs = builder.AddPacks();
builder.AddPersons();
builder.AddCountyDatabases(ServiceNames.SubsidyEligibility, IdentityEvents.Types, [CertifiedIdentity.Projection],
    [Deliveries.Migration, PersonTable.Migration, CertifiedIdentity.Migration, WholeLists.Migration, Statement.Migration],
    _ => packs.Current.Select(pack => pack.County),
    aggregates: [store => store.Projections.Add(new CertificationAggregate(), ProjectionLifecycle.Live)]);
builder.AddFeeds(ServiceNames.SubsidyEligibility, feeds => feeds
    .Publish(IdentityMessages.Publish)
    .Consume<CoverageConsumer>(ServiceNames.Enrollment));
builder.Services
    .AddSingleton<WholeLists>()
    .AddTransient<IFileHandler<IdentityRow>, RosterFiles>();

var app = builder.Build();
app.MapServiceDefaults();
app.MapFeeds();
app.MapSubsidies();
app.Run();

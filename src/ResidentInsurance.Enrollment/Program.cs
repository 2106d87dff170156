using ResidentInsurance.Contracts;
using ResidentInsurance.Enrollment;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
var packs = builder.AddPacks();
builder.AddPersons();
builder.AddEnrollmentDatabases(ServiceNames.Enrollment, packs);
builder.AddFeeds(ServiceNames.Enrollment, feeds => feeds
    .Publish(EnrollmentMessages.Publish)
    .Consume<IdentityConsumer>(ServiceNames.SubsidyEligibility)
    .Consume<PaymentConsumer>(ServiceNames.PaymentIngestion)
    .Consume<VillageConsumer>(ServiceNames.QuotaTracking));
builder.Services
    .AddSingleton<ResidentFacts>().AddSingleton<FactFiles>().AddSingleton<PersonNumbers>().AddSingleton<EnrollmentListing>()
    .AddSingleton<CampaignDesk>().AddHostedService<CampaignOpening>()
    .AddSingleton<IFileHandler<ResidentRow>, ResidentFiles>()
    .AddSingleton<IFileHandler<DeclarationRow>, DeclarationFiles>()
    .AddSingleton<IFileHandler<WithdrawalRow>, WithdrawalFiles>();

var app = builder.Build();
app.MapServiceDefaults();
app.MapFeeds();
app.MapEnrollment();
app.MapDependants();
app.MapLookup();
app.MapQuotes();
app.MapImpact();
app.MapWaitingCertifications();
app.Run();

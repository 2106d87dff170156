using ResidentInsurance.Contracts;
using ResidentInsurance.Enrollment;
using ResidentInsurance.EventStore;
using ResidentInsurance.Files;
using ResidentInsurance.Files.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
var packs = builder.AddPacks();
builder.AddEnrollmentDatabases(ServiceNames.Enrollment, packs);
builder.AddFeeds(ServiceNames.Enrollment, feeds => feeds
    .Publish(EnrollmentMessages.Publish)
    .Consume<IdentityConsumer>(ServiceNames.SubsidyEligibility)
    .Consume<PaymentConsumer>(ServiceNames.PaymentIngestion)
    .Consume<VillageConsumer>(ServiceNames.QuotaTracking));
builder.Services
    .AddSingleton(_ => new ResidentKeys(Convert.FromHexString(builder.Configuration["Secrets:ResidentKey"]
        ?? throw new InvalidOperationException("Secrets:ResidentKey is not configured."))))
    .AddSingleton<ResidentFacts>().AddSingleton<FactFiles>().AddSingleton<PersonNumbers>().AddSingleton<EnrollmentListing>()
    .AddSingleton<CampaignDesk>().AddHostedService<CampaignOpening>()
    .AddSingleton<IFileHandler<ResidentRow>, ResidentFiles>()
    .AddSingleton<IFileHandler<DeclarationRow>, DeclarationFiles>()
    .AddSingleton<IFileHandler<WithdrawalRow>, WithdrawalFiles>();

var app = builder.Build();
app.MapServiceDefaults();
app.MapEnrollment();
app.MapDependants();
app.MapLookup();
app.MapQuotes();
app.MapImpact();
app.MapWaitingCertifications();
app.Run();

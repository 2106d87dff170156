using ResidentInsurance.Contracts;
using ResidentInsurance.EventStore;
using ResidentInsurance.Files;
using ResidentInsurance.Files.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.SubsidyEligibility;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
var packs = builder.AddPacks();
builder.AddCountyDatabases(ServiceNames.SubsidyEligibility, IdentityEvents.Types, [CertifiedIdentity.Projection],
    [Deliveries.Migration, CertifiedIdentity.Migration, WholeLists.Migration, Statement.Migration],
    _ => packs.Current.Select(pack => pack.County));
builder.AddFeeds(ServiceNames.SubsidyEligibility, feeds => feeds
    .Publish(IdentityMessages.Publish)
    .Consume<CoverageConsumer>(ServiceNames.Enrollment));
builder.Services
    .AddSingleton(_ => new ResidentKeys(Convert.FromHexString(builder.Configuration["Secrets:ResidentKey"]
        ?? throw new InvalidOperationException("Secrets:ResidentKey is not configured."))))
    .AddSingleton<WholeLists>()
    .AddTransient<IFileHandler<IdentityRow>, RosterFiles>();

var app = builder.Build();
app.MapServiceDefaults();
app.MapSubsidies();
app.Run();

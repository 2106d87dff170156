using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.QuotaTracking;
using ResidentInsurance.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
var packs = builder.AddPacks();
builder.AddCountyDatabases(ServiceNames.QuotaTracking, QuotaEvents.Types, QuotaDatabases.Projections,
    QuotaDatabases.Migrations,
    _ => packs.Current.Select(pack => pack.County), aggregates: QuotaDatabases.Store);
builder.AddFeeds(ServiceNames.QuotaTracking, feeds => feeds
    .Publish(QuotaEvents.Publish)
    .Consume<CoverageConsumer>(ServiceNames.Enrollment));
builder.Services
    .AddSingleton<ProgressQueries>()
    .AddSingleton<IFileHandler<TaskRow>, TaskFiles>()
    .AddHostedService<AnnexAssignment>()
    .AddSingleton<CountyReadings<IReadOnlyList<VillageGauges.VillageCount>>>().AddHostedService<VillageGauges>();

var app = builder.Build();
app.MapServiceDefaults();
app.MapFeeds();
app.MapQuotas();
app.Run();

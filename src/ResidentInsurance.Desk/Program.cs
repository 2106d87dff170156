using ResidentInsurance.Contracts;
using ResidentInsurance.Desk;
using ResidentInsurance.Desk.Components;
using ResidentInsurance.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceClient(ServiceNames.Enrollment);
builder.AddServiceClient(ServiceNames.QuotaTracking);
builder.Services.AddSingleton<CampaignQueries>();
builder.Services.AddSingleton<ProgressWatch>();
builder.Services.AddHostedService(services => services.GetRequiredService<ProgressWatch>());
builder.Services.AddSignalR();
builder.Services.AddRazorComponents();

var app = builder.Build();
app.MapServiceDefaults();
app.UseDeskLanguage();
app.UseAntiforgery();
app.MapStaticAssets().AllowAnonymous();
app.MapPages();
app.Run();

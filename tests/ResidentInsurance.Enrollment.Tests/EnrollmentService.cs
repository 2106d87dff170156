using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Persons;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>Enrollment of one campaign's county on a real database of its own, without a bus.</summary>
internal sealed class EnrollmentService : IAsyncDisposable
{
    private const string MasterKey = "1:5555555555555555555555555555555555555555555555555555555555555555";

    /// <summary>Those that the facts of <see cref="SampleArea"/> are under.</summary>
    public static readonly ResidentKeys Keys = new("a secret of the tests only"u8);

    private readonly WebApplication app;
    private readonly CompiledPack pack;

    private EnrollmentService(WebApplication app, CompiledPack pack)
    {
        this.app = app;
        this.pack = pack;
        Address = new Uri(app.Urls.First());
    }

    public Uri Address { get; }

    /// <summary>The table of persons under the tests' master key.</summary>
    public static readonly PersonTable Table = new(new AesGcmPersonCipher(), MasterKeys.Parse(MasterKey));

    public CountyDatabase Database => app.Services.GetRequiredService<CountyDatabases>().Get(pack.County);

    /// <param name="map">The endpoints that the test asks.</param>
    /// <param name="logs">Gets everything that is logged.</param>
    public static async Task<EnrollmentService> StartAsync(
        PostgresFixture postgres, PackLibrary packs, CompiledPack pack, Action<WebApplication> map, ILoggerProvider? logs = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development }); // as ./run does
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Counties"] = pack.County.Value,
            ["ConnectionStrings:postgres"] = postgres.Server,
            ["Secrets:TokenKey"] = new string('t', 32),
            ["Secrets:MasterKeys"] = MasterKey,
        });
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        if (logs is not null)
        {
            builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        }

        builder.AddEnrollmentDatabases(postgres.DatabasePrefix + Guid.NewGuid().ToString("n")[..6], packs);
        builder.AddPacks(packs);
        builder.AddPersons();
        builder.Services.AddSingleton(Keys).AddSingleton<PersonNumbers>().AddHttpClient();
        builder.Services.AddSingleton<ResidentFacts>().AddSingleton<FactFiles>().AddSingleton<EnrollmentListing>().AddSingleton<CampaignDesk>()
            .AddSingleton<IFileHandler<ResidentRow>, ResidentFiles>().AddSingleton<IFileHandler<DeclarationRow>, DeclarationFiles>()
            .AddSingleton<IFileHandler<WithdrawalRow>, WithdrawalFiles>()
            .AddKeyedSingleton<IFeedConsumer, IdentityConsumer>(ServiceNames.SubsidyEligibility);
        var built = builder.Build();
        built.MapServiceDefaults();
        map(built);
        var cancellation = TestContext.Current.CancellationToken;
        await built.StartAsync(cancellation);
        await built.Services.GetRequiredService<CountyDatabases>().OpenedAsync(pack.County, cancellation);
        return new EnrollmentService(built, pack);
    }

    public string Token(Actor actor) => app.Services.GetRequiredService<ActorTokens>().Issue(actor);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }
}

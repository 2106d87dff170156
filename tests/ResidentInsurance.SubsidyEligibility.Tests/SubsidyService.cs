using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.Persons;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;

namespace ResidentInsurance.SubsidyEligibility.Tests;

/// <summary>The service over HTTP on a database of its own, without the bus.</summary>
internal sealed class SubsidyService : IAsyncDisposable
{
    public const string Campaign = "fengyan-2024";
    public static readonly CountyCode County = CountyCode.Parse("500119");

    private readonly WebApplication host;

    private SubsidyService(WebApplication app, HttpClient client) => (host, Client) = (app, client);

    public HttpClient Client { get; }

    public PersonTable Persons => host.Services.GetRequiredService<PersonTable>();

    public CountyDatabase Database => host.Services.GetRequiredService<CountyDatabases>().Get(County);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<SubsidyService> StartAsync(PostgresFixture postgres, string name)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Counties"] = County.Value,
            ["ConnectionStrings:postgres"] = postgres.Server,
            ["Secrets:TokenKey"] = new string('t', 32),
            ["Secrets:MasterKeys"] = "1:" + new string('5', 64),
        });
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddCountyDatabases(postgres.DatabasePrefix + name, IdentityEvents.Types, [CertifiedIdentity.Projection],
            [Deliveries.Migration, PersonTable.Migration, CertifiedIdentity.Migration, WholeLists.Migration, Statement.Migration]);
        builder.AddPacks();
        builder.AddPersons();
        builder.Services
            .AddSingleton(new ResidentKeys(new byte[32]))
            .AddSingleton<WholeLists>()
            .AddTransient<IFileHandler<IdentityRow>, RosterFiles>();
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapSubsidies();
        await app.StartAsync(Ct);
        await app.Services.GetRequiredService<CountyDatabases>().OpenedAsync(County, Ct);
        var service = new SubsidyService(app, new HttpClient { BaseAddress = new Uri(app.Urls.First()) });
        service.As(ActorRole.Operator);
        return service;
    }

    public void As(ActorRole role, string area = "") => Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
        "Bearer", host.Services.GetRequiredService<ActorTokens>().Issue(new Actor("李经办", role, area)));

    public Task<HttpResponseMessage> PostFileAsync(string csv, string options = "") => Client.PostAsync(
        $"/campaigns/{Campaign}/files/identities?name=test.csv{options}", new ByteArrayContent(Encoding.UTF8.GetBytes(csv)), Ct);

    /// <summary>Sends a roster and returns its answer's lines.</summary>
    public async Task<IReadOnlyList<IntakeLine>> SendAsync(string csv, string options = "")
    {
        using var answer = await PostFileAsync(csv, options);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<IntakeLine>(line, ContractJson.Options)!)];
    }

    /// <summary>All certifications as they stand, in text, ordered.</summary>
    public async Task<IReadOnlyList<string>> CertifiedAsync()
    {
        await using var command = Database.Source.CreateCommand(
            "select concat_ws(' ', resident_key, category, department, from_day, to_day) from certified_identity order by 1");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var rows = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.StopAsync(CancellationToken.None);
        await host.DisposeAsync();
    }
}

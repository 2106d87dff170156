using System.Net.Http.Headers;
using System.Net;
using System.Text.Json;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.Intake.Tests;

/// <summary>A task that a row brought.</summary>
public sealed record TaskNoted(string Village, int Task, long Delivery);

/// <summary>Notes each village's task once; 没有村 is not in its annex.</summary>
internal sealed class TaskHandler(IntakeService service) : IFileHandler<TaskRow>
{
    public async Task<IReadOnlyList<RowVerdict>> HandlePageAsync(
        IntakeContext context, IReadOnlyList<TaskRow> rows, CancellationToken cancellation)
    {
        service.BeforePage?.Invoke(rows);
        var byVillage = rows.Where(row => row.Village != "没有村").ToDictionary(row => $"task-{row.Village}");
        var done = await context.Database.Pages.TransactAsync([.. byVillage.Keys.Order(StringComparer.Ordinal)],
            stream => stream.Version > 0
                ? []
                : [new NewEvent(new TaskNoted(byVillage[stream.Id].Village, byVillage[stream.Id].Task, context.Delivery),
                    context.Headers(byVillage[stream.Id]))],
            alongside: null, cancellation);
        var noted = done.Select(change => change.Before.Id).ToHashSet();
        return
        [
            .. rows.Select(row => row.Village == "没有村" ? RowVerdict.Rejected(RowProblems.UnknownVillage(row.Village, null))
                : noted.Contains($"task-{row.Village}") ? RowVerdict.Accepted : RowVerdict.Repeated),
        ];
    }
}

/// <summary>A service that takes tasks, over HTTP, with its own database.</summary>
internal sealed class IntakeService : IAsyncDisposable
{
    public static readonly CountyCode County = CountyCode.Parse("500119");
    private readonly WebApplication app;

    private IntakeService(WebApplication app, string folder)
    {
        this.app = app;
        Folder = folder;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(2) };
        Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("zh-CN");
        Sign(new Actor("张经办", ActorRole.Operator, County.Value));
    }

    public HttpClient Client { get; }

    public string Folder { get; }

    public Action<IReadOnlyList<TaskRow>>? BeforePage { get; set; }

    public CountyDatabase Database => app.Services.GetRequiredService<CountyDatabases>().Get(County);

    public static async Task<IntakeService> StartAsync(PostgresFixture postgres, string name, string folder)
    {
        IntakeService? started = null;
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("urls", "http://127.0.0.1:0"), new("Secrets:TokenKey", "0123456789abcdef0123456789abcdef"),
            new("ConnectionStrings:postgres", postgres.Server), new("Counties", County.Value),
            new("Files:Folder", folder), new("Files:LimitBytes", "1048576"),
            new("Meters:Interval", "00:00:00.1"),
        ]);
        builder.AddServiceDefaults();
        builder.Services.Configure<PrometheusAspNetCoreOptions>(options => options.ScrapeResponseCacheDurationMilliseconds = 0);
        builder.Logging.ClearProviders();
        builder.AddCountyDatabases(postgres.DatabasePrefix + name, new EventTypes().Add<TaskNoted>("task_noted"),
            migrations: [Deliveries.Migration]);
        builder.AddPacks();
        builder.Services.AddSingleton<IFileHandler<TaskRow>>(_ => new TaskHandler(started!));
        var built = builder.Build();
        built.MapServiceDefaults();
        built.MapFileIntake(RowFormats.Tasks);
        var cancellation = TestContext.Current.CancellationToken;
        await built.StartAsync(cancellation);
        await built.Services.GetRequiredService<CountyDatabases>().OpenedAsync(County, cancellation);
        return started = new IntakeService(built, folder);
    }

    public void Sign(Actor actor) => Client.DefaultRequestHeaders.Authorization =
        new AuthenticationHeaderValue("Bearer", app.Services.GetRequiredService<ActorTokens>().Issue(actor));

    public Task<HttpResponseMessage> PostAsync(string text, string campaign = "fengyan-2024", string kind = "tasks", string query = "") =>
        PostAsync(Encoding.UTF8.GetBytes(text), campaign, kind, query);

    public Task<HttpResponseMessage> PostAsync(byte[] body, string campaign = "fengyan-2024", string kind = "tasks", string query = "") =>
        Client.PostAsync($"/campaigns/{campaign}/files/{kind}?name=a.csv{query}", new ByteArrayContent(body), TestContext.Current.CancellationToken);

    public async Task<IReadOnlyList<IntakeLine>> SendAsync(string text, string query = "")
    {
        using var answer = await PostAsync(text, query: query);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, body);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        return [.. body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<IntakeLine>(line, ContractJson.Options)!)];
    }

    public async Task<long> CountAsync(string sql = "select count(*) from mt_events")
    {
        await using var command = Database.Source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}

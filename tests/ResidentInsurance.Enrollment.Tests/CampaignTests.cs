using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

public sealed class CampaignTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly CampaignId Id = CampaignId.Parse("fengyan-2024");
    private static readonly Scenario<Campaign> Scenario = new(Campaign.Planned("campaign-fengyan-2024"), Campaign.Evolve);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_campaign_opens_with_its_first_pack() => Scenario.Given()
        .When(campaign => Events(Campaign.OpenFirst(campaign, Id, packVersion: 1)))
        .Then(new CampaignOpened(Id, 1));

    [Fact]
    public void A_closed_campaign_stays_closed_when_a_service_starts() => Scenario.Given(new CampaignOpened(Id, 1), new CampaignClosed(Id))
        .When(campaign => Events(Campaign.OpenFirst(campaign, Id, packVersion: 2)))
        .ThenNothing();

    [Fact]
    public void An_open_campaign_is_closed_once() => Scenario.Given(new CampaignOpened(Id, 1))
        .When(campaign => Events(Campaign.Close(campaign, Id)))
        .Then(new CampaignClosed(Id));

    [Fact]
    public void A_campaign_that_was_never_opened_has_nothing_to_close() => Scenario.Given()
        .When(campaign => Events(Campaign.Close(campaign, Id)))
        .ThenNothing();

    [Fact]
    public void A_closed_campaign_is_opened_again_with_the_pack_of_then() => Scenario.Given(new CampaignOpened(Id, 1), new CampaignClosed(Id))
        .When(campaign => Events(Campaign.Open(campaign, Id, packVersion: 2)))
        .Then(new CampaignOpened(Id, 2));

    [Fact]
    public void A_campaign_has_no_events_of_others() =>
        Assert.Throws<ArgumentException>(() => Campaign.Evolve(Campaign.Planned("campaign-fengyan-2024"), "a text"));

    [Fact]
    public async Task A_closed_campaign_refuses_files_in_words_until_it_is_opened_again()
    {
        var packs = PackLibrary.Load(Path.Combine(AppContext.BaseDirectory, "packs"));
        await using var service = await EnrollmentService.StartAsync(postgres, packs, packs.Find(Id)!, app => app.MapEnrollment());
        using var client = new HttpClient { BaseAddress = service.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer",
            service.Token(new Actor("李经办", ActorRole.Operator, Area: "")));

        Assert.Equal((HttpStatusCode.NoContent, ""), await PostAsync("open"));
        Assert.Equal((HttpStatusCode.NoContent, ""), await PostAsync("close"));
        Assert.False(await IsOpenAsync());
        foreach (var kind in (string[])["residents", "declarations", "withdrawals"])
        {
            var (status, body) = await PostAsync("files/" + kind);
            var problem = JsonSerializer.Deserialize<JsonElement>(body);
            Assert.Equal((HttpStatusCode.Conflict, "campaign-closed", "与现有数据冲突", "fengyan-2024 已关闭，不再接收。"),
                (status, Text("code"), Text("title"), Text("detail")));

            string? Text(string name) => problem.GetProperty(name).GetString();
        }

        Assert.Equal(["campaign_opened", "campaign_closed"], await StoredAsync(service)); // nothing was half done
        Assert.Equal((HttpStatusCode.NoContent, ""), await PostAsync("open"));
        Assert.True(await IsOpenAsync());
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("files/residents")).Status);

        async Task<(HttpStatusCode Status, string Body)> PostAsync(string what)
        {
            using var file = new ByteArrayContent(Encoding.UTF8.GetBytes("证件号码,姓名,村(社区)\n500000199001010016,张三,三教村\n"));
            using var answer = await client.PostAsync($"/campaigns/{Id}/{what}", file, Ct);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
        }

        async Task<bool> IsOpenAsync() =>
            JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync("/campaigns", Ct))[0].GetProperty("open").GetBoolean();
    }

    private static object[] Events(object? @event) => @event is null ? [] : [@event];

    private static async Task<IReadOnlyList<string>> StoredAsync(EnrollmentService service)
    {
        await using var command = service.Database.Source.CreateCommand("select array_agg(type::text order by seq_id) from mt_events");
        return (string[])(await command.ExecuteScalarAsync(Ct))!;
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>An item of a feed that could not be read: an operator sees it, and after an upgrade it takes effect.</summary>
public sealed class PoisonTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Certification =
        """{"resident":"0123456789abcdef0123456789abcdef","category":"severe-disability","department":"残联","from":"2023-12-13"}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_listed_without_what_it_holds_and_tried_again_takes_effect_or_stays()
    {
        var packs = PackLibrary.Load(Path.Combine(AppContext.BaseDirectory, "packs"));
        await using var service = await EnrollmentService.StartAsync(
            postgres, packs, packs.Find(CampaignId.Parse("fengyan-2024"))!, app => app.MapPoison());
        // The first is what an older release could not read.
        await service.Database.Pages.TransactAsync([], _ => [], work =>
        {
            work.Poison(new PoisonItem(ServiceNames.SubsidyEligibility, Item("identity-record-1", Certification), "JsonException at $.department"));
            work.Poison(new PoisonItem(ServiceNames.SubsidyEligibility, Item("identity-record-2", """{"resident":"张三"}"""), "JsonException at $.resident"));
        }, Ct);
        using var client = new HttpClient { BaseAddress = service.Address };
        Sign(ActorRole.Operator);

        var shown = await client.GetStringAsync("/poison?county=500119", Ct);
        var list = JsonSerializer.Deserialize<PoisonList>(shown, ContractJson.Options)!;
        Assert.Equal(2, list.Count);
        Assert.Equal([("identity-record-1", "JsonException at $.department", 1), ("identity-record-2", "JsonException at $.resident", 1)],
            list.Oldest.Select(line => (line.Stream, line.Cause, line.Times)));
        Assert.DoesNotContain("张三", shown, StringComparison.Ordinal);

        using var answer = await client.PostAsync("/poison/retry?county=500119", content: null, Ct);
        Assert.Equal(new PoisonRetried(TookEffect: 1, Left: 1), await answer.Content.ReadFromJsonAsync<PoisonRetried>(ContractJson.Options, Ct));

        var resident = Resident.Of(await service.Database.Pages.ReadAsync("resident-0123456789abcdef0123456789abcdef", Ct));
        Assert.Equal("severe-disability", Assert.Single(resident.Identities).Value.Category);
        var left = await client.GetFromJsonAsync<PoisonList>("/poison?county=500119", ContractJson.Options, Ct);
        Assert.Equal([("identity-record-2", 2)], left!.Oldest.Select(line => (line.Stream, line.Times)));

        Sign(ActorRole.Reader);
        using var forbidden = await client.GetAsync("/poison?county=500119", Ct);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Sign(ActorRole.Operator, area: "42");
        using var outside = await client.PostAsync("/poison/retry?county=500119", content: null, Ct);
        Assert.Contains("该地区不在您的管辖范围内。", await outside.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        void Sign(ActorRole role, string area = "") => client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", service.Token(new Actor("李经办", role, area)));
    }

    private static FeedItem Item(string stream, string body) =>
        new(Guid.NewGuid(), stream, 1, DateTimeOffset.UnixEpoch, nameof(IdentityChanged), JsonSerializer.Deserialize<JsonElement>(body));
}

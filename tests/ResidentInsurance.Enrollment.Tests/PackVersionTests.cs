using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>A corrected pack beside the one that has decided, over a real database.</summary>
public sealed class PackVersionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "packs", "fengyan-2024.yaml"));
    private static readonly CompiledPack First = PackLibrary.Parse("fengyan-2024.yaml", Text);

    // 765 yuan instead of 755 for the higher tier.
    private static readonly CompiledPack Second = Corrected(First.Version + 1);

    private static readonly PackLibrary Both = new([First, Second]);
    private static readonly VillageCode Village = First.Annex.Villages[0].Code;
    private static readonly EventHeaders Headers = new("李经办", "test");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Who_was_decided_stays_with_that_version_and_who_comes_later_gets_the_newest()
    {
        var decided = Given(Somebody.Unknown, new PackLibrary([First]), Registered(), Paid("1", 755));
        Assert.Equal((1, Money.FromYuan(755)), Decision(decided));

        // The second payment touches the campaign again: the first version decides, and 755 yuan are still all that was due.
        var paidAgain = Given(decided, Both, Paid("2", 10));
        Assert.Equal((1, Money.FromYuan(755)), Decision(paidAgain));
        Assert.Equal([ExceptionCodes.Overpaid], paidAgain.File(First.Id).Exceptions);

        var other = Given(Somebody.Unknown, Both, Registered(), Paid("3", 765));
        Assert.Equal((2, Money.FromYuan(765)), Decision(other));
    }

    [Fact]
    public async Task A_version_that_has_decided_must_stay_and_stay_as_it_was()
    {
        await using var service = await StartAsync(new PackLibrary([First]));
        var source = service.Database.Source;
        var county = First.County;

        // Nobody is decided yet: a draft may change under its number, and the last one is kept.
        await PackVersions.CheckAsync(source, new PackLibrary([Corrected(First.Version)]), county, Ct);
        await PackVersions.CheckAsync(source, new PackLibrary([First]), county, Ct);
        await DecideSomebodyAsync(service);

        await PackVersions.CheckAsync(source, Both, county, Ct);
        await PackVersions.CheckAsync(source, new PackLibrary([PackLibrary.Parse("x", "# 另一种写法\n" + Text)]), county, Ct);
        var missing = await Assert.ThrowsAsync<PackVersionException>(
            () => PackVersions.CheckAsync(source, new PackLibrary([Second]), county, Ct));
        Assert.Equal("政策包 fengyan-2024 第 1 版已用于参保决定，但服务的政策包目录里没有它。请把该版文件放回目录（文件名不限），再启动。", missing.Message);
        var changed = await Assert.ThrowsAsync<PackVersionException>(
            () => PackVersions.CheckAsync(source, new PackLibrary([Corrected(First.Version)]), county, Ct));
        Assert.Equal("政策包 fengyan-2024 第 1 版已用于参保决定，其内容不能再改。请恢复原文件，把改正后的另存为一个文件，version 写 2，两个文件都放在目录里。",
            changed.Message);
    }

    [Fact]
    public async Task A_county_whose_decisions_the_packs_do_not_fit_stays_closed_and_says_why()
    {
        await using var service = await StartAsync(new PackLibrary([First]));
        await DecideSomebodyAsync(service);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:postgres", postgres.Server)]);
        builder.AddEnrollmentDatabases(service.Database.Service, new PackLibrary([Second]));
        using var host = builder.Build();
        await host.StartAsync(Ct);
        var counties = host.Services.GetRequiredService<CountyDatabases>();

        await Eventually.True(
            () => counties.States[0] is { IsOpen: true } or { Fault: not null }, "it was tried to open the county");

        Assert.Equal(
            "PackVersionException: 政策包 fengyan-2024 第 1 版已用于参保决定，但服务的政策包目录里没有它。请把该版文件放回目录（文件名不限），再启动。",
            counties.States[0].Fault);
        Assert.False(counties.TryGet(First.County, out _));
        await host.StopAsync(Ct);
    }

    [Fact]
    public async Task An_impact_is_of_the_version_that_decided_and_refuses_one_that_the_service_lacks()
    {
        await using var service = await StartAsync(Both);
        using var client = new HttpClient { BaseAddress = service.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer",
            service.Token(new Actor("李经办", ActorRole.Reader, Area: "")));
        await DecideSomebodyAsync(service);

        Assert.Contains("""{"compared":1,"different":1}""", await ImpactAsync($"?version=1&fingerprint={First.Fingerprint}", HttpStatusCode.OK));
        Assert.Contains("""{"compared":0,"different":0}""", await ImpactAsync($"?version=2&fingerprint={Second.Fingerprint}", HttpStatusCode.OK));
        foreach (var other in new[] { "?version=7", $"?version=1&fingerprint={Second.Fingerprint}" })
        {
            var problem = JsonDocument.Parse(await ImpactAsync(other, HttpStatusCode.Conflict)).RootElement;
            Assert.Equal("other-pack-version", problem.GetProperty("code").GetString());
            Assert.StartsWith("服务器上没有政策包 fengyan-2024 第 ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        async Task<string> ImpactAsync(string query, HttpStatusCode expected)
        {
            using var answer = await client.PostAsync(
                $"/campaigns/fengyan-2024/impact{query}", new ByteArrayContent(Encoding.UTF8.GetBytes(CorrectedText(First.Version + 2))), Ct);
            Assert.Equal(expected, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync(Ct);
        }
    }

    private static CompiledPack Corrected(int version) => PackLibrary.Parse("corrected.yaml", CorrectedText(version));

    private static string CorrectedText(int version)
    {
        var corrected = Text.Replace("high: 755 yuan}", "high: 765 yuan}", StringComparison.Ordinal);
        Assert.NotEqual(Text, corrected);
        return corrected.Replace("version: 1\n", $"version: {version}\n", StringComparison.Ordinal);
    }

    private static Resident Given(Resident resident, PackLibrary packs, params object[] facts) =>
        ResidentDecider.Record(resident, facts, (campaign, version) => packs.Find(campaign, version)!).Aggregate(resident, Resident.Evolve);

    private static (int? Version, Money? Contribution) Decision(Resident resident) =>
        (resident.File(First.Id).PackVersion, resident.File(First.Id).Cover?.Contribution);

    private static ResidentRegistered Registered() => new(
        Village, null, null, null, new DateOnly(1980, 1, 1), PersonGroup.Resident, null, null, null, null, null, Delivery: 1, Line: 1);

    private static PaymentRecorded Paid(string receipt, int yuan) => new(First.Id, receipt, 1, PaymentRowKind.Payment, 1, Conflicting: false,
        [new RecordedPayment(Tier.High, Money.FromYuan(yuan), new DateTime(2023, 11, 20, 9, 0, 0, DateTimeKind.Unspecified), Personal: true, null)]);

    private static async Task DecideSomebodyAsync(EnrollmentService service)
    {
        var person = EnrollmentService.Keys.For(IdNumber.Parse("500000199001010016"));
        var recorded = await new ResidentFacts(new PackLibrary([First])).RecordAsync(service.Database.Pages,
            [.. new object[] { Registered(), Paid("1", 755) }.Select(fact => new ResidentFact(person, fact, Headers))], alongside: null, Ct);
        Assert.Empty(recorded.Failed);
    }

    private Task<EnrollmentService> StartAsync(PackLibrary packs) => EnrollmentService.StartAsync(
        postgres, packs, First, app => app.MapImpact());
}

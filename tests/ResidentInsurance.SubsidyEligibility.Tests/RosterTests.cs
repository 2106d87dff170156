using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;

namespace ResidentInsurance.SubsidyEligibility.Tests;

public sealed class RosterTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Header = "证件号码,姓名,对象类别,认定部门,认定日期,终止日期\n";
    private const string First = "500000199101120036,测试3,重度残疾,民政局,2023-12-13,";
    private const string Second = "500000199301180076,测试7,低保对象,民政局,2023-04-03,";
    private const string Third = "500000197307200083,测试8,低保对象,民政局,2023-10-14,";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sample_roster_certifies_once_however_often_it_comes()
    {
        await using var service = await SubsidyService.StartAsync(postgres, "sample");
        var roster = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "samples", "fengyan-small", "identities.csv"), Ct);
        var lines = roster.TrimEnd().Split('\n');

        var first = (await service.SendAsync(roster))[^1].Result!;
        var turned = (await service.SendAsync(string.Join('\n', lines[1..].Reverse().Prepend(lines[0]))))[^1].Result!;

        Assert.Equal((lines.Length - 1, 0), (first.Rows, first.Rejected));
        Assert.Equal((0, lines.Length - 1), (turned.Accepted, turned.Repeated));
        Assert.Equal(first.Position + turned.Rows, turned.Position); // each row was confirmed
        Assert.Equal(first.Accepted, (await service.CertifiedAsync()).Count);
        var resident = new ResidentKeys(new byte[32]).For(IdNumber.Parse("500000196112250043"));
        Assert.Equal("测试4", (await service.Persons.ReadAsync(service.Database.Source, [resident], Ct))[resident].Name);
    }

    [Fact]
    public async Task A_later_delivered_end_holds_whatever_line_it_is_on()
    {
        await using var service = await SubsidyService.StartAsync(postgres, "ends");

        await service.SendAsync($"{Header}{First}2024-05-01\n{First}2024-04-01\n");
        Assert.EndsWith("2024-04-01", Assert.Single(await service.CertifiedAsync()), StringComparison.Ordinal);
        await service.SendAsync($"{Header}{First}\n");
        Assert.EndsWith("2023-12-13", Assert.Single(await service.CertifiedAsync()), StringComparison.Ordinal);
        var again = (await service.SendAsync($"{Header}{First}2024-05-01\n{First}2024-04-01\n"))[^1].Result!;

        Assert.Equal((0, 2), (again.Accepted, again.Repeated));
        Assert.EndsWith("2023-12-13", Assert.Single(await service.CertifiedAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_without_its_day_takes_that_of_the_list_or_is_rejected()
    {
        await using var service = await SubsidyService.StartAsync(postgres, "days");
        const string row = "500000199101120036,测试3,重度残疾,民政局,,";

        var rejected = (await service.SendAsync($"{Header}{row}\n"))[0].Rejection!;
        await service.SendAsync($"{Header}{row}\n", "&asOf=2024-01-31");

        Assert.Equal((2, "认定日期", "missing-value"), (rejected.Line, rejected.Column, rejected.Code));
        Assert.EndsWith("2024-01-31", Assert.Single(await service.CertifiedAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_list_ends_who_is_not_on_it_when_somebody_confirms()
    {
        await using var service = await SubsidyService.StartAsync(postgres, "whole");
        await service.SendAsync($"{Header}{First}\n{Second}\n{Third}\n500000197307200083,测试8,孤儿,教育局,2023-10-14,\n");

        var file = (await service.SendAsync($"{Header}{Second}\n", "&complete=true&department=民政局&asOf=2024-06-01"))[^1].Result!;
        var before = await service.CertifiedAsync();
        var shown = await EndingsAsync(service, file.FileId);
        var wrong = await ConfirmAsync(service, file.FileId, "0000");
        var right = await ConfirmAsync(service, file.FileId, shown.Confirm);
        var again = await ConfirmAsync(service, file.FileId, shown.Confirm);

        Assert.DoesNotContain(before, row => row.EndsWith("2024-06-01", StringComparison.Ordinal));
        Assert.Equal((2, false, null), (shown.Count, shown.Held, shown.ConfirmedBy));
        Assert.Contains(shown.Lines, line => line is { IdNumber: "500***36", Name: "测*3", Category: "severe-disability" });
        Assert.Equal(("名单差异已变化，请重新查看后再确认。", HttpStatusCode.Conflict), await DetailAsync(wrong));
        Assert.Equal(new EndingsConfirmed(2), await right.Content.ReadFromJsonAsync<EndingsConfirmed>(ContractJson.Options, Ct));
        Assert.Equal(new EndingsConfirmed(0), await again.Content.ReadFromJsonAsync<EndingsConfirmed>(ContractJson.Options, Ct));
        Assert.Equal(2, (await service.CertifiedAsync()).Count(row => row.EndsWith("2024-06-01", StringComparison.Ordinal)));
        Assert.Equal("李经办", (await EndingsAsync(service, file.FileId)).ConfirmedBy);
    }

    [Fact]
    public async Task One_bad_row_holds_back_every_ending()
    {
        await using var service = await SubsidyService.StartAsync(postgres, "held");
        await service.SendAsync($"{Header}{First}\n{Second}\n");

        var lines = await service.SendAsync(
            $"{Header}{Second}\n500000199101120037,测试3,重度残疾,民政局,2023-12-13,\n500000197307200083,测试8,孤儿,教育局,2023-10-14,\n",
            "&complete=true&department=民政局&asOf=2024-06-01");
        var file = lines[^1].Result!;
        var shown = await EndingsAsync(service, file.FileId);
        var refused = await ConfirmAsync(service, file.FileId, shown.Confirm);

        Assert.Equal(
            ["invalid-id-number", "other-department"], lines.Select(line => line.Rejection?.Code).OfType<string>());
        Assert.Contains("该名单声明为“民政局”的完整名单，本行属于其他部门。", lines.Select(line => line.Rejection?.Reason));
        Assert.Equal((2, true), (file.Rejected, shown.Held));
        Assert.Equal(
            ("名单中有 2 行未能接收；更正并重新报送之前，不终止任何人的资格。", HttpStatusCode.Conflict), await DetailAsync(refused));
        Assert.DoesNotContain(await service.CertifiedAsync(), row => row.EndsWith("2024-06-01", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("anew", "2024-12-31")]
    [InlineData("again", "")]
    public async Task What_a_later_roster_certified_does_not_end_with_an_earlier_list(string name, string end)
    {
        await using var service = await SubsidyService.StartAsync(postgres, $"later-{name}");
        await service.SendAsync($"{Header}{First}{end}\n{Second}\n");
        var file = (await service.SendAsync($"{Header}{Second}\n", "&complete=true&department=民政局&asOf=2024-06-01"))[^1].Result!;
        await service.SendAsync($"{Header}{First}\n");

        var shown = await EndingsAsync(service, file.FileId);
        var confirmed = await ConfirmAsync(service, file.FileId, shown.Confirm);

        Assert.Equal(new EndingsConfirmed(0), await confirmed.Content.ReadFromJsonAsync<EndingsConfirmed>(ContractJson.Options, Ct));
    }

    [Fact]
    public async Task A_whole_list_names_its_department_and_day_before_anything_is_done()
    {
        await using var service = await SubsidyService.StartAsync(postgres, "unnamed");

        using var refused = await service.PostFileAsync($"{Header}{First}\n", "&complete=true&department=民政局");

        Assert.Equal(
            ("完整名单须同时注明认定部门（department）和截止日期（asOf）。", HttpStatusCode.BadRequest), await DetailAsync(refused));
        Assert.Empty(await service.CertifiedAsync());
    }

    [Fact]
    public async Task Numbers_are_revealed_to_services_alone()
    {
        await using var service = await SubsidyService.StartAsync(postgres, "reveal");
        await service.SendAsync($"{Header}{First}\n");
        var resident = new ResidentKeys(new byte[32]).For(IdNumber.Parse("500000199101120036"));

        var toOperator = await RevealAsync();
        service.As(ActorRole.Service);
        var toService = await RevealAsync();

        Assert.Equal(HttpStatusCode.Forbidden, toOperator.StatusCode);
        Assert.Equal($$"""{"{{resident}}":"500000199101120036"}""", await toService.Content.ReadAsStringAsync(Ct));

        Task<HttpResponseMessage> RevealAsync() => service.Client.PostAsJsonAsync(
            $"/internal/persons/reveal?county={SubsidyService.County}&reason=test", new[] { resident }, ContractJson.Options, Ct);
    }

    private static async Task<Endings> EndingsAsync(SubsidyService service, long file) =>
        (await service.Client.GetFromJsonAsync<Endings>(
            $"/campaigns/{SubsidyService.Campaign}/rosters/{file}/endings", ContractJson.Options, Ct))!;

    private static Task<HttpResponseMessage> ConfirmAsync(SubsidyService service, long file, string confirm) =>
        service.Client.PostAsync($"/campaigns/{SubsidyService.Campaign}/rosters/{file}/endings?confirm={confirm}", null, Ct);

    private static async Task<(string?, HttpStatusCode)> DetailAsync(HttpResponseMessage answer) =>
        ((await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString(), answer.StatusCode);
}

using System.Text.Json.Nodes;
using Microsoft.Playwright;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.EndToEnd;

/// <summary>The desk in a real browser. Shares county 12 with the tests of bad input, and adds to it.</summary>
[Collection("county 12")]
public sealed class DeskTests(RunningInstance instance)
{
    private const int Number = 12;

    [Fact]
    public async Task A_campaigns_page_shows_its_villages_and_follows_what_is_sent()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync();
        var questions = 0;
        page.Request += (_, request) => questions += request.Url.Contains("/table", StringComparison.Ordinal) ? 1 : 0;
        await page.GotoAsync(instance.File.Services["desk"][0]);
        await page.GetByText("征缴中").First.WaitForAsync();
        await page.GotoAsync($"{instance.File.Services["desk"][0]}/campaigns/{RunningInstance.Campaign(Number)}");

        Assert.Equal("9390", await page.Locator("tfoot td").Nth(2).TextContentAsync());
        Assert.Equal(["三教村", "千丘村", "风云村", "峰中村", "峰胜村", "正阳村", "金兴村"], await ColumnAsync(page, "村（社区）"));
        Assert.NotEqual("rgba(0, 0, 0, 0)", await page.Locator("header").EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor"));

        await page.GetByText("实时更新").WaitForAsync();
        Assert.Equal("0", (await ColumnAsync(page, "已参保"))[^1]);
        Assert.Equal("0.00", (await ColumnAsync(page, "完成率（%）"))[^1]);

        // One when the page connects, one at the first look: what changed between the two was told to nobody else.
        await Eventually.True(() => questions >= 2, "the page hears of the first look");

        // No question is answered until all is counted, nor is the first one after it, as when the desk is started anew.
        var (counted, askedSince) = (false, 0);
        await page.RouteAsync("**/table*", route => !counted || askedSince++ == 0 ? route.AbortAsync() : route.ContinueAsync());
        await EnrollOneAsync("金兴村");
        counted = true;

        await Eventually.True(async () => (await ColumnAsync(page, "已参保"))[^1] == "1", "the page shows the new enrollment");
        Assert.True(askedSince > 1, "No question went unanswered.");
        Assert.Equal("0.07", (await ColumnAsync(page, "完成率（%）"))[^1]); // of 1493
        var progress = (await instance.RiAsync("progress", "--campaign", RunningInstance.Campaign(Number), "--json")).Out
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToArray();
        foreach (var (title, field) in new[] { ("任务数", "task"), ("已参保", "enrolled"), ("完成率（%）", "taskRate"), ("排名", "rank") })
        {
            Assert.Equal(progress.Select(village => village[field]!.ToString()), await ColumnAsync(page, title));
        }
    }

    private static async Task<IReadOnlyList<string>> ColumnAsync(IPage page, string title)
    {
        var titles = await page.Locator("thead th").AllTextContentsAsync();
        return await page.Locator($"tbody td:nth-child({titles.ToList().IndexOf(title) + 1})").AllTextContentsAsync();
    }

    private async Task EnrollOneAsync(string village)
    {
        const string Person = "500000197203030032";
        using var folder = new TestFolder();
        var (register, payments) = (Path.Combine(folder.Path, "residents.csv"), Path.Combine(folder.Path, "payments.csv"));
        await File.WriteAllTextAsync(register, $"证件号码,姓名,村(社区)\n{Person},测试3,{village}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(payments,
            $"电子税票号码,证件号码,姓名,缴费年度,档次,缴费金额,缴费时间\n95001,{Person},测试3,2024,一档,380,2023-11-02\n", TestContext.Current.CancellationToken);
        var (code, text, error) = await instance.RiAsync("send", "--campaign", RunningInstance.Campaign(Number), register, payments, "--wait");
        Assert.True(code == 0, text + error);
    }
}

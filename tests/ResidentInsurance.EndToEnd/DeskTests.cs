using Microsoft.Playwright;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.EndToEnd;

/// <summary>The desk in a real browser. Shares county 12 with the tests of bad input, and adds to it.</summary>
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
        await page.GotoAsync(instance.File.Services["desk"][0]);
        await page.GetByText("征缴中").First.WaitForAsync();
        await page.GotoAsync($"{instance.File.Services["desk"][0]}/campaigns/{RunningInstance.Campaign(Number)}");

        Assert.Equal("9390", await page.Locator("tfoot td").Nth(2).TextContentAsync());
        Assert.Equal(
            ["三教村", "千丘村", "风云村", "峰中村", "峰胜村", "正阳村", "金兴村"],
            await page.Locator("tbody tr td:nth-child(2)").AllTextContentsAsync());
        Assert.NotEqual("rgba(0, 0, 0, 0)", await page.Locator("header").EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor"));

        await page.GetByText("实时更新").WaitForAsync();
        var before = await EnrolledAsync(page, "金兴村");
        await EnrollOneAsync("金兴村");
        await Eventually.True(async () => await EnrolledAsync(page, "金兴村") == before + 1, "the page shows the new enrollment");
    }

    private static async Task<int> EnrolledAsync(IPage page, string village) =>
        int.Parse((await page.Locator("tbody tr", new PageLocatorOptions { HasText = village }).Locator("td").Nth(4).TextContentAsync())!);

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

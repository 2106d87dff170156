using Marten;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net;
using System.Text.Json;
using System.Text;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.Intake.Tests;

public sealed class IntakeTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncDisposable
{
    private const string Header = "村(社区),任务数\n";
    private readonly TestFolder folder = new();
    private IntakeService? started;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_takes_effect_and_the_answer_counts_its_rows()
    {
        var service = await StartAsync("counts");
        var lines = await service.SendAsync($"{Header}三教村,1363\n没有村,1\n千丘村,一千\n千丘村,1552");

        var result = lines[^1].Result!;
        Assert.Equal((4, 2, 0, 2), (result.Rows, result.Accepted, result.Repeated, result.Rejected));
        Assert.Equal(await service.Database.Feed.HeadAsync(Ct), result.Position);
        Assert.Equal(
            [
                new RowRejection(3, "村(社区)", "unknown-village", "本次参保的任务分解表中没有“没有村”。", "没有村,1"),
                new RowRejection(4, "任务数", "invalid-number", "“任务数”不是有效的数字。", "千丘村,一千"),
            ],
            lines.Select(line => line.Rejection).OfType<RowRejection>());
        Assert.Contains(lines, line => line is { Progress: 4, Of: 4 });
        await using var session = service.Database.Store.QuerySession();
        var noted = EventHeaders.Of((await session.Events.FetchStreamAsync("task-千丘村", token: Ct))[0]);
        Assert.Equal(("张经办", $"delivery {result.FileId}"), (noted.Actor, noted.CorrelationId));
        Assert.EndsWith(" line 5", noted.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_file_again_is_answered_as_repeated_and_asks_nobody()
    {
        var service = await StartAsync("again");
        var first = (await service.SendAsync($"{Header}三教村,1363\n千丘村,1552\n"))[^1].Result!;
        service.BeforePage = _ => Assert.Fail("asked again");

        var second = (await service.SendAsync($"{Header}三教村,1363\n千丘村,1552\n"))[^1].Result!;

        Assert.Equal(first with { Accepted = 0, Repeated = 2 }, second);
        Assert.Equal(2, await service.CountAsync());
    }

    [Fact]
    public async Task The_same_file_with_other_options_or_bytes_is_another_delivery()
    {
        var service = await StartAsync("options");
        var first = (await service.SendAsync($"{Header}三教村,1363\n"))[^1].Result!;
        var second = (await service.SendAsync($"{Header}三教村,1363\n", "&asOf=2023-11-01"))[^1].Result!;
        var third = (await service.SendAsync($"{Header}三教村,1363"))[^1].Result!;
        Assert.True(first.FileId < second.FileId && second.FileId < third.FileId);
        Assert.Equal((1, 1), (second.Repeated, third.Repeated));
    }

    [Fact]
    public async Task A_half_done_file_is_continued_under_its_first_delivery()
    {
        var service = await StartAsync("half");
        var file = Header + string.Concat(Enumerable.Range(1, 1200).Select(i => $"村{i},{i}\n"));
        service.BeforePage = rows =>
        {
            if (rows[0].Line > 502)
            {
                throw new InvalidOperationException("Stops in the middle.");
            }
        };
        var broken = (await service.SendAsync(file))[^1].Fault!;
        Assert.Equal("服务出错，文件尚未处理完。重新发送同一文件即可继续，已生效的行不会重复。", broken.Detail);
        Assert.Equal(1000, await service.CountAsync());

        service.BeforePage = null;
        var result = (await service.SendAsync(file))[^1].Result!;

        Assert.Equal((1200, 200, 1000), (result.Rows, result.Accepted, result.Repeated));
        Assert.Equal(1, await service.CountAsync("select count(*) from delivery"));
        Assert.Equal(1200, await service.CountAsync("select count(distinct stream_id) from mt_events"));
    }

    [Fact]
    public async Task A_rejected_row_of_the_same_file_is_judged_again()
    {
        var service = await StartAsync("judged");
        await service.SendAsync($"{Header}三教村,1363\n没有村,1\n");
        var again = await service.SendAsync($"{Header}三教村,1363\n没有村,1\n");
        Assert.Equal((0, 1, 1), (again[^1].Result!.Accepted, again[^1].Result!.Repeated, again[^1].Result!.Rejected));
        Assert.Contains(again, line => line.Rejection?.Line == 3);
    }

    [Fact]
    public async Task A_refused_file_does_nothing_and_says_why()
    {
        var service = await StartAsync("refused");
        await AssertProblemAsync(await service.PostAsync("村(社区),人口数\n三教村,1\n"), HttpStatusCode.UnprocessableEntity,
            "missing-column", "任务分解表缺少必需的列：任务数。整个文件未被接收。");
        await AssertProblemAsync(await service.PostAsync(""), HttpStatusCode.UnprocessableEntity, "empty-file", "文件是空的。");
        await AssertProblemAsync(await service.PostAsync($"{Header}三教村,1\n" + new string('\n', 1 << 20)),
            HttpStatusCode.UnprocessableEntity, "file-too-large", "文件超过 1 MB 的上限。请拆分后发送。");
        await AssertProblemAsync(await service.PostAsync(Header, campaign: "nowhere-1999"), HttpStatusCode.NotFound,
            "unknown-campaign", "没有参保征缴“nowhere-1999”。");
        await AssertProblemAsync(await service.PostAsync(Header, query: "&asOf=gestern"), HttpStatusCode.BadRequest,
            "invalid-as-of", "asOf 不是日期，应如 2023-11-02。");
        // Their first rows are good, and do nothing all the same.
        await AssertProblemAsync(await service.PostAsync([.. Encoding.UTF8.GetBytes($"{Header}三教村,1\n"), .. TextCheck.Gb18030.GetBytes("千丘村,2\n")]),
            HttpStatusCode.UnprocessableEntity, "invalid-encoding", "第3行有不符合 UTF-8 编码的字节，文件可能损坏或混用了编码。请另存为 UTF-8 后重新发送。");
        await AssertProblemAsync(await service.PostAsync(Encoding.UTF8.GetBytes($"{Header}三教村,1\n千丘村")[..^1]),
            HttpStatusCode.UnprocessableEntity, "truncated-file", "文件在第3行的一个字符中间中断，传输不完整。请重新导出后发送。");
        Assert.Equal((0, 0), (await service.CountAsync("select count(*) from delivery"), await service.CountAsync()));
    }

    [Fact]
    public async Task Readers_and_other_areas_send_nothing()
    {
        var service = await StartAsync("area");
        service.Sign(new Actor("领导", ActorRole.Reader, "500119"));
        Assert.Equal(HttpStatusCode.Forbidden, (await service.PostAsync(Header)).StatusCode);
        service.Sign(new Actor("邻县", ActorRole.Operator, "500114"));
        Assert.Equal(HttpStatusCode.Forbidden, (await service.PostAsync(Header)).StatusCode);
        service.Sign(new Actor("乡镇", ActorRole.Operator, "500119212"));
        Assert.Equal(HttpStatusCode.Forbidden, (await service.PostAsync(Header)).StatusCode);
    }

    [Fact]
    public async Task A_body_that_breaks_off_does_nothing()
    {
        var service = await StartAsync("aborted");
        using (var client = new TcpClient())
        {
            var address = service.Client.BaseAddress!;
            await client.ConnectAsync(address.Host, address.Port, Ct);
            var stream = client.GetStream();
            var token = service.Client.DefaultRequestHeaders.Authorization;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(
                $"POST /campaigns/fengyan-2024/files/tasks?name=a.csv HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n"
                + $"Content-Length: 9999\r\n\r\n{Header}三教村,1363\n"), Ct);
            await Eventually.True(() => SpoolIsOpen(service.Folder), "the body arrives");
            client.Client.LingerState = new LingerOption(enable: true, 0);
        }

        await Eventually.True(() => !SpoolIsOpen(service.Folder), "the rest of the body is gone");
        Assert.Empty(Directory.EnumerateFileSystemEntries(service.Folder));
        Assert.Equal(0, await service.CountAsync("select count(*) from delivery"));
    }

    [Fact]
    public async Task Two_senders_of_the_same_file_take_turns()
    {
        var service = await StartAsync("turns");
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        service.BeforePage = _ =>
        {
            entered.Release();
            go.Wait(Ct);
        };
        var first = service.SendAsync($"{Header}三教村,1363\n");
        await entered.WaitAsync(Ct);
        await AssertProblemAsync(await service.PostAsync($"{Header}三教村,1363\n"), HttpStatusCode.Conflict,
            "being-received", "同一文件正在接收中，请等待完成后再查看结果。");
        go.Release();
        Assert.Equal(1, (await first)[^1].Result!.Accepted);
        service.BeforePage = null;
        for (var again = 0; again < 20; again++)
        {
            // Whoever has the result may send the file again at once.
            Assert.Equal(1, (await service.SendAsync($"{Header}三教村,1363\n"))[^1].Result!.Repeated);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (started is not null)
        {
            await started.DisposeAsync();
        }

        folder.Dispose();
    }

    private static bool SpoolIsOpen(string folder) =>
        new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos()
            .Any(fd => fd.LinkTarget?.StartsWith(Path.Combine(folder, "intake-"), StringComparison.Ordinal) ?? false);

    private static async Task AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code, string detail)
    {
        Assert.Equal(status, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal((code, detail), (problem.GetProperty("code").GetString(), problem.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Files_and_rows_are_counted_by_result_from_zero_on_and_the_last_ones_time_is_told()
    {
        var service = await StartAsync("metrics");
        (string, string)[] labels = [("county", IntakeService.County.Value), ("kind", "tasks")];
        var before = await ScrapedAsync(scrape => scrape.Value("resident_insurance_delivery_last_timestamp_seconds", labels) is not null);
        Assert.All(["taken", "repeated", "refused", "cut-off"], result => Assert.Equal(0, Files(before, result)));
        Assert.All(["accepted", "repeated", "rejected"], result => Assert.Equal(0, Rows(before, result)));
        Assert.Equal(0, before.Value("resident_insurance_delivery_last_timestamp_seconds", labels));

        var start = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await service.SendAsync($"{Header}三教村,1363\n没有村,1\n千丘村,一千\n千丘村,1552");
        await service.SendAsync($"{Header}三教村,1363\n");
        await service.SendAsync($"{Header}三教村,1363\n");
        using var refused = await service.PostAsync("nothing");
        var after = await ScrapedAsync(scrape => scrape.Value("resident_insurance_delivery_last_timestamp_seconds", labels) >= start);

        Assert.Equal((2, 1, 1, 0), (Files(after, "taken"), Files(after, "repeated"), Files(after, "refused"), Files(after, "cut-off")));
        Assert.Equal((2, 2, 2), (Rows(after, "accepted"), Rows(after, "repeated"), Rows(after, "rejected")));

        double? Files(Scrape scrape, string result) => scrape.Value("resident_insurance_files_total", [.. labels, ("result", result)]);

        double? Rows(Scrape scrape, string result) => scrape.Value("resident_insurance_file_rows_total", [.. labels, ("result", result)]);

        Task<Scrape> ScrapedAsync(Func<Scrape, bool> condition) => Eventually.Value(
            async () => await Scrape.OfAsync(service.Client) is { } scrape && condition(scrape) ? scrape : null, "a scrape");
    }

    private async Task<IntakeService> StartAsync(string name) =>
        started = await IntakeService.StartAsync(postgres, name, folder.Path);
}

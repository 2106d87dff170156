using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ResidentInsurance.Contracts;
using ResidentInsurance.Testing;

namespace ResidentInsurance.Cli.Tests;

public sealed class RebuildCommandTests : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private readonly ConcurrentQueue<string> asked = [];
    private readonly Queue<string> states = [];
    private WebApplication services = null!;

    /// <summary>A server of two ports: one is Enrollment, which alone knows Coverage, the other is all other services.</summary>
    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0", "http://127.0.0.1:0");
        services = builder.Build();
        services.Run(AnswerAsync);
        await services.StartAsync(TestContext.Current.CancellationToken);
        var (enrollment, other) = (services.Urls.First(), services.Urls.Last());
        RunningInstance.Write(folder.Path, ServiceNames.Feeds.Select(feed => feed.Source).Distinct().ToDictionary(
            name => name, IReadOnlyList<string> (name) => [name == ServiceNames.Enrollment ? enrollment : other]));
    }

    [Fact]
    public async Task Whoever_has_the_projection_rebuilds_it_and_its_progress_is_told_a_line_each_five_per_cent()
    {
        States("""{"state":"running","done":0,"of":200}""", """{"state":"running","done":9,"of":200}""", """{"state":"running","done":10,"of":200}""",
            """{"state":"running","done":100,"of":200}""", """{"state":"done","done":200,"of":200}""");
        var run = await RebuildAsync("Coverage");
        Assert.Equal((0, "已重建 Coverage（500119，enrollment）。\n", "0%（0/200）\n5%（10/200）\n50%（100/200）\n100%（200/200）\n"),
            (run.ExitCode, run.Output, run.Error));
        Assert.Equal("POST other,POST other,POST other,POST enrollment,GET enrollment,GET enrollment,GET enrollment,GET enrollment,GET enrollment", string.Join(',', asked));
    }

    [Fact]
    public async Task A_named_service_alone_is_asked()
    {
        States("""{"state":"done","done":0,"of":0}""");
        var run = await RebuildAsync("Coverage", "--service", "enrollment");
        Assert.Equal((0, "100%（0/0）\n"), (run.ExitCode, run.Error));
        Assert.Equal("POST enrollment,GET enrollment", string.Join(',', asked));

        run = await RebuildAsync("Coverage", "--service", "quota-tracking");
        Assert.Equal((1, "", "没有服务有名为“Coverage”的投影。\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task A_projection_that_nobody_has_is_named()
    {
        var run = await RebuildAsync("Covarage");
        Assert.Equal((1, "", "没有服务有名为“Covarage”的投影。\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("failed", "enrollment 未能完成重建，原因见该服务的日志；解决后请再次运行。\n")]
    [InlineData("none", "enrollment 中途重新启动，重建没有完成。请再次运行。\n")]
    public async Task A_rebuild_that_does_not_end_well_says_what_to_do(string state, string sentence)
    {
        States("""{"state":"running","done":50,"of":100}""", $$"""{"state":"{{state}}","done":60,"of":100}""");
        var run = await RebuildAsync("Coverage");
        Assert.Equal((1, "", "50%（50/100）\n" + sentence), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task A_refusal_is_its_own_sentence()
    {
        var run = await Ri.RunAsync("--data", folder.Path, "rebuild", "Coverage", "--county", "999999");
        Assert.Equal((1, "", "没有这个县。\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task On_a_terminal_there_is_a_bar_and_the_answer_stands_alone_after_it()
    {
        States("""{"state":"running","done":50,"of":100}""", """{"state":"running","done":75,"of":100}""", """{"state":"done","done":100,"of":100}""");
        var run = await Ri.OnTerminalAsync(80, ["--data", folder.Path, "rebuild", "Coverage", "--county", "500119"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("正在重建 Coverage", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"━.*50%", run.Output);
        Assert.EndsWith("已重建 Coverage（500119，enrollment）。", run.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("（50/100）", run.Output, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        folder.Dispose();
    }

    private void States(params string[] answers) => Array.ForEach(answers, states.Enqueue);

    private Task<RiRun> RebuildAsync(string projection, params string[] options) =>
        Ri.RunAsync(["--data", folder.Path, "rebuild", projection, "--county", "500119", .. options]);

    private async Task AnswerAsync(HttpContext context)
    {
        var enrollment = context.Request.Host.Port == new Uri(services.Urls.First()).Port;
        asked.Enqueue($"{context.Request.Method} {(enrollment ? "enrollment" : "other")}");
        context.Response.ContentType = "application/json";
        if (!enrollment || context.Request.Path != "/internal/projections/Coverage/rebuild")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (context.Request.Query["county"] != "500119")
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("""{"detail":"没有这个县。"}""");
        }
        else if (context.Request.Method == HttpMethods.Post)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        else
        {
            await context.Response.WriteAsync(states.Dequeue());
        }
    }
}

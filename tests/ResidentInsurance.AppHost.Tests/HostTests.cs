using System.Net;
using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Processes;
using ResidentInsurance.Testing;

namespace ResidentInsurance.AppHost.Tests;

/// <summary>The AppHost as a process, with everything that it starts.</summary>
[Collection("whole systems, one after another")]
public sealed class HostTests : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly TestFolder folder = new();

    [Fact]
    public async Task The_help_answers_and_ends_with_0()
    {
        var (code, said) = await AppHostProcess.RunAsync("--help");

        Assert.Equal(0, code);
        Assert.StartsWith("用法：dotnet run --project ResidentInsurance.AppHost", said, StringComparison.Ordinal);
        Assert.Contains("usage: dotnet run --project ResidentInsurance.AppHost", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_understood_is_named_in_one_line_and_ends_with_2()
    {
        var (code, said) = await AppHostProcess.RunAsync("--emtpy");

        Assert.Equal((2, "无法识别的参数 --emtpy；可用的参数见 --help / --emtpy is not understood; --help has what is\n"), (code, said));
    }

    [Fact]
    public async Task After_a_kill_of_everything_it_starts_at_once_on_the_same_ports_and_stops_with_no_process_left()
    {
        string[] places;
        IReadOnlyList<ProcessIdentity> before;
        using (var killed = new AppHostProcess(folder.Path, "--demo"))
        {
            await killed.ReadyAsync();
            using var browser = new HttpClient();
            var page = await browser.GetStringAsync(new Uri(killed.Places[0]), TestContext.Current.CancellationToken);
            Assert.Contains("演示系统：人员、缴费均为虚构", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
            (places, before) = (killed.Places, killed.Running);
            Assert.Equal(["desk", "enrollment", "payment-ingestion", "quota-tracking", "subsidy-eligibility", "面板 / dashboard"], Names(places));
            Native.Kill(killed.Id, StopSignal.Kill);
            foreach (var process in before.Where(p => p.IsAlive))
            {
                Native.Kill(process.Pid, StopSignal.Kill);
            }
        }

        using var host = new AppHostProcess(folder.Path, "--demo");
        await host.ReadyAsync();
        Assert.Equal(places, host.Places);
        Assert.All(before, process => Assert.False(process.IsAlive));

        var running = host.Running;
        Native.Kill(host.Id, StopSignal.Terminate);
        Assert.Equal(0, await host.ExitAsync(StopLimit));
        Assert.All(running, process => Assert.False(process.IsAlive));
        Assert.False(File.Exists(Path.Combine(folder.Path, "data", "processes.json")));
        Assert.Null(InstanceFile.Read(Path.Combine(folder.Path, "data")));
        Assert.Contains("host | 已停止 / stopped", host.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_signal_kills_what_is_still_there()
    {
        using var host = new AppHostProcess(folder.Path, "--no-dashboard");
        await host.ReadyAsync();
        var running = host.Running;

        Native.Kill(host.Id, StopSignal.Terminate);
        await Eventually.True(() => host.Said.Contains("正在停止", StringComparison.Ordinal), "it has begun to stop");
        Native.Kill(host.Id, StopSignal.Terminate);

        Assert.Equal(0, await host.ExitAsync(StopLimit));
        Assert.All(running, process => Assert.False(process.IsAlive));
    }

    [Fact]
    public async Task A_server_that_cannot_start_is_named_with_the_end_of_its_log_and_all_is_stopped()
    {
        using (var data = await DataFolder.OpenAsync(Path.Combine(folder.Path, "data"), console: null))
        {
            // A cluster that no PostgreSQL takes, made as its user would.
            var program = new LocalInstance.Servers.PostgresProgram(
                data, new LocalInstance.Servers.PostgresSettings("postgres", data.Secrets.Get("postgres-password")));
            await program.PrepareAsync(TestContext.Current.CancellationToken);
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Path, "data", "postgres", "data", "postgresql.conf"), "no setting of this name = 1\n", TestContext.Current.CancellationToken);
        using var host = new AppHostProcess(folder.Path, "--no-dashboard");

        Assert.Equal(1, await host.ExitAsync(TimeSpan.FromMinutes(2)));
        Assert.Contains($"postgres 启动失败：进程已退出，退出码 1；日志 {folder.Path}/data/logs/postgres.log / postgres failed to start", host.Said, StringComparison.Ordinal);
        Assert.Contains("syntax error in file", host.Said, StringComparison.Ordinal);
        Assert.Empty(host.Running);
    }

    public async ValueTask DisposeAsync()
    {
        // A test that failed half way leaves what its killed host had started.
        _ = await ProcessLedger.EndLeftoversAsync(
            Path.Combine(folder.Path, "data", "processes.json"), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), () => { });
        folder.Dispose();
    }

    private static string[] Names(string[] places) => [.. places.Skip(1).Select(line => line.Split('\t')[0]).Order(StringComparer.Ordinal)];
}

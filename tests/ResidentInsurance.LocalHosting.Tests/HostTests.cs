using Npgsql;
using ResidentInsurance.LocalHosting.Processes;
using ResidentInsurance.Testing;

namespace ResidentInsurance.LocalHosting.Tests;

/// <summary>The host as a process, with real servers.</summary>
public sealed class HostTests : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly TestFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_starts_all_stops_all_and_finds_its_data_again()
    {
        string connectionString;
        using (var host = HostProcess.Start(folder.Path, "servers"))
        {
            await host.ReadyAsync();
            var environment = await host.EnvironmentOfAsync("first");
            connectionString = environment["ConnectionStrings__records"];
            Assert.Equal(InstanceFile.Read(folder.Path)!.ConnectionStrings["records"], connectionString);
            await ExecuteAsync(connectionString, "CREATE TABLE kept AS SELECT 42 AS value");
            await StopAsync(host);
        }

        Assert.Null(InstanceFile.Read(folder.Path));
        using var again = HostProcess.Start(folder.Path, "servers");
        await again.ReadyAsync();
        Assert.Equal(connectionString, InstanceFile.Read(folder.Path)!.ConnectionStrings["records"]);
        Assert.Equal(42, await ExecuteAsync(connectionString, "SELECT value FROM kept"));
        await StopAsync(again);
    }

    [Fact]
    public async Task What_a_killed_host_leaves_running_is_ended_by_the_next_start()
    {
        IReadOnlyList<ProcessIdentity> left;
        using (var host = HostProcess.Start(folder.Path, "servers"))
        {
            await host.ReadyAsync();
            left = host.Children();
            host.Signal(StopSignal.Kill);
            _ = await host.Exited;
        }

        Assert.Contains(left, p => p.IsAlive);
        using var again = HostProcess.Start(folder.Path, "servers");
        await again.ReadyAsync();
        Assert.All(left, p => Assert.False(p.IsAlive));
        Assert.Contains("postgres | 上次运行异常结束后遗留的进程已清理", again.Said, StringComparison.Ordinal);
        await StopAsync(again);
    }

    [Fact]
    public async Task Own_servers_are_used_and_no_private_ones_are_started()
    {
        var (postgres, broker) = (await TestServers.PostgresAsync(), await TestServers.RabbitMqAsync());
        using var host = HostProcess.Start(
            folder.Path,
            "servers",
            (TestServers.PostgresVariable, postgres),
            (TestServers.MessagingVariable, broker.Amqp.AbsoluteUri.TrimEnd('/')));

        await host.ReadyAsync();

        Assert.Contains("postgres | 使用 ConnectionStrings__postgres 指定的服务器，不启动私有服务器", host.Said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "postgres")));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "messaging")));
        Assert.Equal(postgres + ";Database=records", (await host.EnvironmentOfAsync("first"))["ConnectionStrings__records"]);
        await StopAsync(host);
    }

    [Fact]
    public async Task A_service_that_ends_at_once_is_named_with_its_log_and_all_is_stopped()
    {
        using var host = HostProcess.Start(folder.Path, "broken");

        Assert.Equal(1, await host.Exited.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));

        var log = Path.Combine(folder.Path, "logs", "broken.log");
        Assert.Contains($"broken 启动失败：进程已退出，退出码 3；日志 {log}", host.Said, StringComparison.Ordinal);
        Assert.Contains("no configuration", host.Said, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "processes.json")));
    }

    [Fact]
    public async Task A_service_that_does_not_stop_is_killed_in_time()
    {
        using var host = HostProcess.Start(folder.Path, "services", ("FIXTURE_STUBBORN", "second"));
        await host.ReadyAsync();

        await StopAsync(host);

        Assert.Contains("second | 未在限时内停止，已强制终止", host.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_signal_kills()
    {
        using var host = HostProcess.Start(folder.Path, "services", ("FIXTURE_STUBBORN", "second"));
        await host.ReadyAsync();
        var children = host.Children();

        host.Signal(StopSignal.Terminate);
        await Eventually.True(() => host.Said.Contains("正在停止"), "it has begun to stop");
        host.Signal(StopSignal.Terminate);

        Assert.Equal(0, await host.Exited.WaitAsync(TimeSpan.FromSeconds(8), Cancellation));
        Assert.All(children, c => Assert.False(c.IsAlive));
    }

    public async ValueTask DisposeAsync()
    {
        // A test that failed half way leaves what its killed host had started.
        _ = await ProcessLedger.EndLeftoversAsync(Path.Combine(folder.Path, "processes.json"), TimeSpan.FromSeconds(5));
        folder.Dispose();
    }

    /// <summary>SIGTERM, and then nothing may be left: neither children nor theirs, nor the port mapper.</summary>
    private static async Task StopAsync(HostProcess host)
    {
        var children = host.Children();
        Assert.NotEmpty(children);
        host.Signal(StopSignal.Terminate);
        Assert.Equal(0, await host.Exited.WaitAsync(StopLimit, Cancellation));
        Assert.All(children, c => Assert.False(c.IsAlive));
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}

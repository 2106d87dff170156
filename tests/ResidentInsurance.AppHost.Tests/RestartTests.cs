using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Processes;
using ResidentInsurance.Testing;

namespace ResidentInsurance.AppHost.Tests;

/// <summary>What dies is started again; what somebody stops in the dashboard is not.</summary>
[Collection("whole systems, one after another")]
public sealed class RestartTests : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan AgainLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HealthyLimit = TimeSpan.FromMinutes(2);

    private readonly TestFolder folder = new();
    private DistributedApplication? app;

    private string Data => Path.Combine(folder.Path, "data");

    private DistributedApplication App => app ?? throw new InvalidOperationException("before InitializeAsync");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable(TestServers.PostgresVariable, null);
        Environment.SetEnvironmentVariable(TestServers.MessagingVariable, null);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ResidentInsurance_AppHost>(["--data", Data, "--no-dashboard"], Cancellation);
        app = await builder.BuildAsync(Cancellation);
        await app.StartAsync(Cancellation);
        await Eventually.True(() => InstanceFile.Read(Data) is not null, "the system is ready", StartLimit);
    }

    [Fact]
    public async Task A_service_and_both_servers_that_die_are_back_within_seconds_and_what_was_stopped_by_hand_stays_stopped()
    {
        using var browser = new HttpClient();
        var page = await browser.GetStringAsync(new Uri(InstanceFile.Read(Data)!.Services["desk"][0]), Cancellation);
        Assert.DoesNotContain("演示系统", WebUtility.HtmlDecode(page), StringComparison.Ordinal); // the office's own

        var stopped = await App.ResourceCommands.ExecuteCommandAsync("quota-tracking", KnownResourceCommands.StopCommand, Cancellation);
        Assert.True(stopped.Success, stopped.Message);
        Assert.Null(Process("quota-tracking"));

        foreach (var name in new[] { "enrollment", "desk", "postgres", "messaging" })
        {
            var before = Process(name)!;
            Native.Kill(before.Pid, StopSignal.Kill);
            if (name is "enrollment" or "desk")
            {
                // Their servers run: nothing has to be waited for.
                _ = await Eventually.Value(() => Task.FromResult(Process(name) is { } now && now != before ? now : null), $"{name} runs again", AgainLimit);
            }
            else
            {
                _ = await Eventually.Value(() => Task.FromResult(Process(name) is { } now && now != before ? now : null), $"{name} runs again", HealthyLimit);
            }

            Assert.Contains($"{name} | 进程意外退出，退出码 -1，1 秒后重新启动", await LogAsync(name), StringComparison.Ordinal);
        }

        await using var source = NpgsqlDataSource.Create(InstanceFile.Read(Data)!.ConnectionStrings["postgres"] + ";Database=postgres");
        await Eventually.True(async () => await AnswersAsync(source), "PostgreSQL answers again", HealthyLimit);

        Assert.Null(Process("quota-tracking"));
        Assert.Contains("quota-tracking | 已在面板中停止，不自动重启", await LogAsync("quota-tracking"), StringComparison.Ordinal);
        var started = await App.ResourceCommands.ExecuteCommandAsync("quota-tracking", KnownResourceCommands.StartCommand, Cancellation);
        Assert.True(started.Success, started.Message);
        await Eventually.True(() => Process("quota-tracking") is not null, "it was started by hand", HealthyLimit);
    }

    public async ValueTask DisposeAsync()
    {
        var running = ProcessLedger.Running(Path.Combine(Data, "processes.json"));
        if (app is not null)
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }

        await Eventually.True(() => running.All(process => !process.IsAlive), "nothing runs any more");
        folder.Dispose();
    }

    private static async Task<bool> AnswersAsync(NpgsqlDataSource source)
    {
        try
        {
            await using var command = source.CreateCommand("SELECT 1");
            return await command.ExecuteScalarAsync(Cancellation) is 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private ProcessIdentity? Process(string name) =>
        ProcessLedger.Read(Path.Combine(Data, "processes.json")).FirstOrDefault(e => e.Name == name && e.Process.IsAlive)?.Process;

    private Task<string> LogAsync(string name) => File.ReadAllTextAsync(Path.Combine(Data, "logs", name + ".log"), Cancellation);
}

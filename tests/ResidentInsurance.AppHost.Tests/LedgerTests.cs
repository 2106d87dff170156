using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Processes;
using ResidentInsurance.Testing;

namespace ResidentInsurance.AppHost.Tests;

/// <summary>What a host that was killed has left, and how the next one ends it.</summary>
public sealed class LedgerTests : IDisposable
{
    private static readonly Dictionary<string, string> Variables = new() { ["PATH"] = "/usr/bin:/bin" };

    private readonly TestFolder folder = new();
    private readonly HostLog log;
    private readonly List<ChildProcess> started = [];
    private int waits;

    public LedgerTests() => log = new HostLog(Path.Combine(folder.Path, "logs"), console: null, TimeProvider.System);

    private string LedgerFile => Path.Combine(folder.Path, "processes.json");

    [Fact]
    public async Task What_it_names_is_ended_with_all_that_it_started()
    {
        var server = Start("server", "sleep 600 & sleep 600 & wait");
        Enter(server);
        await Eventually.True(() => ProcessLedger.Running(LedgerFile).Count == 3, "its children run");
        var family = ProcessLedger.Running(LedgerFile);

        Assert.Equal(["server"], await EndLeftoversAsync(cleaning: TimeSpan.FromSeconds(30)));

        Assert.All(family, process => Assert.False(process.IsAlive));
        Assert.Equal(1, waits);
        Assert.False(File.Exists(LedgerFile));
    }

    [Fact]
    public async Task What_does_not_end_when_it_is_asked_is_killed()
    {
        var deaf = Start("deaf", "trap '' TERM; echo deaf; while :; do sleep 600 & wait; done");
        Enter(deaf);
        await Eventually.True(() => deaf.Log.LastLines.Contains("deaf"), "it does not hear any more");

        Assert.Equal(["deaf"], await EndLeftoversAsync(cleaning: TimeSpan.Zero, grace: TimeSpan.FromMilliseconds(200)));

        Assert.False(deaf.Identity.IsAlive);
    }

    [Fact]
    public async Task Whoever_has_to_end_the_others_is_given_the_time()
    {
        var server = Start("server", "sleep 600");
        // It ends the server as DCP does, and then itself.
        var cleaner = Start("dcp", $"sleep 0.3; kill {server.Identity.Pid}");
        Enter(server);
        Enter(cleaner, endsOthers: true);

        Assert.Empty(await EndLeftoversAsync(cleaning: TimeSpan.FromSeconds(30)));

        Assert.False(server.Identity.IsAlive);
    }

    [Fact]
    public async Task When_the_time_has_passed_they_are_ended_without_it()
    {
        var server = Start("server", "sleep 600");
        var cleaner = Start("dcp", "sleep 600");
        Enter(server);
        Enter(cleaner, endsOthers: true);

        Assert.Equal(["server"], await EndLeftoversAsync(cleaning: TimeSpan.FromMilliseconds(200)));

        Assert.False(cleaner.Identity.IsAlive);
        Assert.False(server.Identity.IsAlive);
    }

    [Fact]
    public async Task A_number_that_was_given_to_another_process_is_left_alone()
    {
        var other = Start("other", "sleep 600");
        var ledger = new ProcessLedger(LedgerFile);
        ledger.Add(new LedgerEntry("server", other.Identity with { StartTicks = other.Identity.StartTicks - 1 }, StopSignal.Terminate));

        Assert.Empty(await EndLeftoversAsync(cleaning: TimeSpan.Zero));

        Assert.True(other.Identity.IsAlive);
        Assert.Equal(0, waits);
    }

    [Fact]
    public async Task A_ledger_that_was_cut_off_by_a_full_disk_hinders_nobody()
    {
        await File.WriteAllTextAsync(LedgerFile, "[{\"Name\":\"serv", TestContext.Current.CancellationToken);

        Assert.Empty(await EndLeftoversAsync(cleaning: TimeSpan.FromSeconds(30)));
    }

    public void Dispose()
    {
        started.ForEach(child => child.Kill());
        log.Dispose();
        folder.Dispose();
    }

    private ChildProcess Start(string name, string script)
    {
        // Its own ledger: what the next host finds is what the test enters.
        var child = ChildProcess.Start(
            new ChildSpec(name, ["sh", "-c", script], Variables), new ProcessLedger(Path.Combine(folder.Path, name + ".json")), log);
        started.Add(child);
        return child;
    }

    private readonly List<LedgerEntry> entered = [];

    private void Enter(ChildProcess child, bool endsOthers = false)
    {
        entered.Add(new LedgerEntry(child.Name, child.Identity, StopSignal.Terminate, endsOthers));
        var ledger = new ProcessLedger(LedgerFile);
        entered.ForEach(ledger.Add);
    }

    private Task<IReadOnlyList<string>> EndLeftoversAsync(TimeSpan cleaning, TimeSpan? grace = null) =>
        ProcessLedger.EndLeftoversAsync(LedgerFile, cleaning, grace ?? TimeSpan.FromSeconds(10), () => waits++);
}

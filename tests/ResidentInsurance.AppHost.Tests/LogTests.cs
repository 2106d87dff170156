using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Processes;
using ResidentInsurance.Testing;

namespace ResidentInsurance.AppHost.Tests;

/// <summary>Logs on a disk that is full, and free again; <c>/dev/full</c> is one that always is.</summary>
public sealed class LogTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public void A_full_disk_costs_lines_and_when_there_is_room_again_the_log_goes_on_and_says_how_many()
    {
        using var host = new HostLog(folder.Path, console: null, TimeProvider.System);
        var log = host.For("service");
        FillDisk("service");
        log.Write("first");
        log.Write("second");
        Assert.Equal(["first", "second"], log.LastLines);

        FreeDisk("service");
        log.Write("third");

        var written = File.ReadAllText(log.FileName);
        Assert.Contains("service | 磁盘已满或不可写，丢失 2 行日志 / 2 lines were lost", written, StringComparison.Ordinal);
        Assert.EndsWith("service | third\n", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_writes_more_than_a_pipe_holds_goes_on_although_its_log_cannot_be_written()
    {
        using var host = new HostLog(folder.Path, console: null, TimeProvider.System);
        _ = host.For("talker");
        FillDisk("talker");
        var spec = new ChildSpec("talker", ["sh", "-c", "seq 100000; echo done"], new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" });

        var child = ChildProcess.Start(spec, new ProcessLedger(Path.Combine(folder.Path, "processes.json")), host);

        Assert.Equal(0, await child.Exited.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal("done", child.Log.LastLines[^1]);
    }

    [Fact]
    public void The_log_of_the_run_before_stands_beside_the_new_one()
    {
        using (var first = new HostLog(folder.Path, console: null, TimeProvider.System))
        {
            first.For("service").Write("before");
        }

        using var second = new HostLog(folder.Path, console: null, TimeProvider.System);
        second.For("service").Write("now");

        Assert.EndsWith("service | before\n", File.ReadAllText(second.For("service").FileName + ".1"), StringComparison.Ordinal);
        Assert.EndsWith("service | now\n", Assert.Single(File.ReadAllLines(second.For("service").FileName)) + "\n", StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private void FillDisk(string name) => File.CreateSymbolicLink(Path.Combine(folder.Path, name + ".log"), "/dev/full");

    private void FreeDisk(string name) => File.Delete(Path.Combine(folder.Path, name + ".log"));
}

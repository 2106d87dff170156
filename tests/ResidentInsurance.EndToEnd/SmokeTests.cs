using System.Diagnostics;
using System.Text;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.EndToEnd;

/// <summary>What a newcomer runs first. Alone, as it starts everything a second time.</summary>
[Collection(nameof(SampleAreaTests))]
public sealed class SmokeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task The_demo_is_loaded_checked_and_everything_stopped()
    {
        using var folder = new TestFolder();
        var data = Path.Combine(folder.Path, "data");
        var start = new ProcessStartInfo("bash", [Path.Combine(RunningInstance.Root, "run"), "--smoke", "--data", data])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Remove(TestServers.PostgresVariable);
        start.Environment.Remove(TestServers.MessagingVariable);
        start.Environment.Remove("Packs__Folder"); // the other instance's: the demo has the packs that come with the program
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var run = Process.Start(start)!;
        try
        {
            var (text, error) = (run.StandardOutput.ReadToEndAsync(limit.Token), run.StandardError.ReadToEndAsync(limit.Token));
            await run.WaitForExitAsync(limit.Token);

            var said = $"{await text}\n{await error}";
            Assert.True(run.ExitCode == 0, said);
            Assert.Equal(2, said.Split("核对通过：每个人的参保结果").Length - 1); // two campaigns
            Assert.DoesNotContain("核对不符", said, StringComparison.Ordinal);
            Assert.Contains("\nready http://", said, StringComparison.Ordinal);
            Assert.DoesNotContain(RunningInstance.Processes(), process => RunningInstance.CommandLine(process).Contains(data, StringComparison.Ordinal));
        }
        finally
        {
            if (!run.HasExited)
            {
                using var stop = Process.Start("kill", ["-TERM", run.Id.ToString()]);
                await run.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
            }
        }
    }
}

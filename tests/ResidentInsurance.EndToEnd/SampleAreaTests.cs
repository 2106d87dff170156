using System.Diagnostics;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.EndToEnd;

public sealed class SampleAreaTests(RunningInstance instance)
{
    private static readonly TimeSpan Stopped = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task Any_order_of_files_and_rows_and_any_cut_of_pages_comes_to_the_same(int seed)
    {
        using var folder = new TestFolder();
        var random = new Random(seed);
        var files = SentSample.Write(Path.Combine(folder.Path, "files"), RunningInstance.County(seed), random);

        await SendAsync(seed, files);
        await SameAsExpectedAsync(seed);

        // The feeds once more from their beginning, cut elsewhere: nothing may move.
        foreach (var source in ServiceNames.Feeds.Select(feed => feed.Source).Distinct())
        {
            using var client = instance.Client(source, ActorRole.Service);
            using var response = await client.PostAsync(
                $"/internal/feed/resend?county={RunningInstance.County(seed)}&from=0&items={random.Next(1, 40)}", content: null, TestContext.Current.CancellationToken);
            response.EnsureSuccessStatusCode();
        }

        await SendAsync(seed, files); // every file a second time
        await SameAsExpectedAsync(seed);
    }

    [Fact]
    public async Task Waiting_lasts_until_a_service_that_was_stopped_has_caught_up()
    {
        const int Number = 11;
        using var folder = new TestFolder();
        var files = SentSample.Write(Path.Combine(folder.Path, "files"), RunningInstance.County(Number), new Random(Number));
        var registers = files.Where(file => Path.GetFileName(file).StartsWith("residents", StringComparison.Ordinal)
            || Path.GetFileName(file).StartsWith("declarations", StringComparison.Ordinal)
            || Path.GetFileName(file).StartsWith("withdrawals", StringComparison.Ordinal)).ToArray();
        await SendAsync(Number, registers);

        var enrollment = instance.ProcessesOf("ResidentInsurance.Enrollment");
        Assert.Equal(2, enrollment.Count);
        Signal("-STOP", enrollment);
        var resumed = Stopwatch.StartNew();
        var sending = SendAsync(Number, [.. files.Except(registers)]);
        try
        {
            await Eventually.True(() => resumed.Elapsed > Stopped || sending.IsCompleted, "20 seconds have passed", Stopped * 2);
            Assert.False(sending.IsCompleted, "it returned although Enrollment had seen nothing");
        }
        finally
        {
            Signal("-CONT", enrollment);
        }

        await sending;
        await SameAsExpectedAsync(Number);
    }

    private async Task SendAsync(int number, IReadOnlyList<string> files)
    {
        var (code, text, error) = await instance.RiAsync(["send", "--campaign", RunningInstance.Campaign(number), .. files, "--wait"]);
        Assert.True(code == 0, text + error);
    }

    private async Task SameAsExpectedAsync(int number)
    {
        var persons = await instance.RiAsync("enrollments", "--campaign", RunningInstance.Campaign(number), "--json", "--reveal", "测试");
        Assert.Equal(SentSample.ExpectedPersons(), SentSample.Normalised(persons.Out.Split('\n')));
        var villages = await instance.RiAsync("progress", "--campaign", RunningInstance.Campaign(number), "--json");
        Assert.Equal(SentSample.ExpectedVillages(), SentSample.Normalised(villages.Out.Split('\n')));
    }

    private static void Signal(string signal, IEnumerable<int> processes)
    {
        using var kill = Process.Start("kill", [signal, .. processes.Select(process => process.ToString())]);
        kill.WaitForExit();
    }
}

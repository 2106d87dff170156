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
        var (campaign, sample) = (RunningInstance.Campaign(seed), SentSample.Fengyan(seed));
        var files = sample.Write(Path.Combine(folder.Path, "files"), random);

        await SendAsync(campaign, files);
        await SameAsExpectedAsync(campaign, sample);

        // The feeds once more from their beginning, cut elsewhere: nothing may move.
        foreach (var source in ServiceNames.Feeds.Select(feed => feed.Source).Distinct())
        {
            using var client = instance.Client(source, ActorRole.Service);
            using var response = await client.PostAsync(
                $"/internal/feed/resend?county={RunningInstance.County(seed)}&from=0&items={random.Next(1, 40)}", content: null, TestContext.Current.CancellationToken);
            response.EnsureSuccessStatusCode();
        }

        await SendAsync(campaign, files); // every file a second time
        await SameAsExpectedAsync(campaign, sample);
    }

    [Fact]
    public async Task Another_county_with_other_rules_beside_them_comes_to_its_own()
    {
        using var folder = new TestFolder();
        var sample = new SentSample("ruizhou-small", "360983", "360983");

        await SendAsync("ruizhou-2024", sample.Write(Path.Combine(folder.Path, "files"), new Random(1)));

        await SameAsExpectedAsync("ruizhou-2024", sample);
    }

    [Fact]
    public async Task Waiting_lasts_until_a_service_that_was_stopped_has_caught_up()
    {
        const int Number = 11;
        using var folder = new TestFolder();
        var (campaign, sample) = (RunningInstance.Campaign(Number), SentSample.Fengyan(Number));
        var files = sample.Write(Path.Combine(folder.Path, "files"), new Random(Number));
        var registers = files.Where(file => Path.GetFileName(file).StartsWith("residents", StringComparison.Ordinal)
            || Path.GetFileName(file).StartsWith("declarations", StringComparison.Ordinal)
            || Path.GetFileName(file).StartsWith("withdrawals", StringComparison.Ordinal)).ToArray();
        await SendAsync(campaign, registers);

        var enrollment = instance.ProcessesOf("ResidentInsurance.Enrollment");
        Assert.Equal(2, enrollment.Count);
        Signal("-STOP", enrollment);
        var resumed = Stopwatch.StartNew();
        var sending = SendAsync(campaign, [.. files.Except(registers)]);
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
        await SameAsExpectedAsync(campaign, sample);
    }

    private async Task SendAsync(string campaign, IReadOnlyList<string> files)
    {
        var (code, text, error) = await instance.RiAsync(["send", "--campaign", campaign, .. files, "--wait"]);
        Assert.True(code == 0, text + error);
    }

    private async Task SameAsExpectedAsync(string campaign, SentSample sample)
    {
        var persons = await instance.RiAsync("enrollments", "--campaign", campaign, "--json", "--reveal", "测试");
        Assert.Equal(sample.ExpectedPersons(), SentSample.Normalised(persons.Out.Split('\n')));
        var villages = await instance.RiAsync("progress", "--campaign", campaign, "--json");
        Assert.Equal(sample.ExpectedVillages(), SentSample.Normalised(villages.Out.Split('\n')));
    }

    private static void Signal(string signal, IEnumerable<int> processes)
    {
        using var kill = Process.Start("kill", [signal, .. processes.Select(process => process.ToString())]);
        kill.WaitForExit();
    }
}

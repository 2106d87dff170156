using System.Diagnostics;
using System.Net.Http.Json;
using Npgsql;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.EndToEnd;

/// <summary>Alone, after the others: one of them stops Enrollment for longer than a question waits.</summary>
[Collection(nameof(SampleAreaTests))]
[CollectionDefinition(nameof(SampleAreaTests), DisableParallelization = true)]
public sealed class SampleAreaTests(RunningInstance instance)
{
    private static readonly TimeSpan Stopped = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ResendLimit = TimeSpan.FromMinutes(2);

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
            await ResendAsync(source, RunningInstance.County(seed), random.Next(1, 40));
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
        var (campaign, county, sample) = (RunningInstance.Campaign(Number), RunningInstance.County(Number), SentSample.Fengyan(Number));
        var files = sample.Write(Path.Combine(folder.Path, "files"), new Random(Number));
        var payments = files.Where(file => Path.GetFileName(file).StartsWith("payments", StringComparison.Ordinal)).ToArray();
        var (early, late) = SentSample.KeepBack(payments, 40);
        await SendAsync(campaign, [.. files.Except(payments), early]);
        var enrollment = instance.ProcessesOf("enrollment");
        Assert.Equal(2, enrollment.Count);

        // Stopped when the first row has arrived and the others are on their way.
        var before = await HeadAsync();
        var sending = SendAsync(campaign, late);
        await Eventually.True(async () => await HeadAsync() > before || sending.IsCompleted, "the first row is in");
        Signal("-STOP", enrollment);
        var stopped = Stopwatch.StartNew();
        try
        {
            var other = await instance.RiAsync("send", "--campaign", campaign, early);
            Assert.Equal((1, "服务 enrollment 在 30 秒内没有回答。请稍后再试，或检查 ./run 是否仍在运行。\n"), (other.Code, other.Error));
            Assert.True(stopped.Elapsed > Stopped);
            Assert.False(sending.IsCompleted, "it returned although Enrollment had not seen all");
            Assert.True(await HeadAsync() > await AppliedAsync(county));
        }
        finally
        {
            Signal("-CONT", enrollment);
        }

        Assert.Contains("正在等待服务 enrollment 恢复……", await sending, StringComparison.Ordinal);
        await SameAsExpectedAsync(campaign, sample);

        async Task<long> HeadAsync() => (await instance.PositionsAsync(ServiceNames.PaymentIngestion, county)).Head;
    }

    /// <summary>Sends a feed once more from its beginning, and returns when its consumers have worked on all of it.</summary>
    private async Task ResendAsync(string source, string county, int items)
    {
        var consumers = ServiceNames.Feeds.Where(feed => feed.Source == source).Select(feed => feed.Consumer).ToArray();
        await Eventually.True(
            async () => await instance.PositionsAsync(source, county) is var at && at.Published == at.Head, "all is published");
        var (published, consumed) = (await PublishedAsync(), await Task.WhenAll(consumers.Select(ConsumedAsync)));

        using var client = instance.Client(source, ActorRole.Service);
        using var response = await client.PostAsync(
            $"/internal/feed/resend?county={county}&from=0&items={items}", content: null, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();

        var resent = await response.Content.ReadFromJsonAsync<FeedResent>(ContractJson.Options, TestContext.Current.CancellationToken);
        Assert.Equal((await instance.PositionsAsync(source, county)).Head, resent!.UpTo);
        var again = await PublishedAsync() - published;
        Assert.Equal(published > 0, again > 0); // nobody has sent tasks here
        foreach (var (consumer, index) in consumers.Select((consumer, index) => (consumer, index)))
        {
            await Eventually.True(
                async () => await ConsumedAsync(consumer) >= consumed[index] + again, $"{consumer} has consumed {again} items again", ResendLimit);
        }

        Task<long> PublishedAsync() => instance.ItemsAsync("resident_insurance_feed_items_published_total", source, source, county);

        Task<long> ConsumedAsync(string consumer) => instance.ItemsAsync("resident_insurance_feed_items_consumed_total", consumer, source, county);
    }

    /// <summary>What Enrollment has applied of the payments at most; asked of its database, for it may be stopped.</summary>
    private async Task<long> AppliedAsync(string county)
    {
        await using var source = NpgsqlDataSource.Create($"{instance.File.ConnectionStrings["postgres"]};Database=enrollment_{county}");
        await using var command = source.CreateCommand("select coalesce(max(up_to), 0) from applied_range where source = 'payment-ingestion'");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>What was said on standard error.</summary>
    private async Task<string> SendAsync(string campaign, IReadOnlyList<string> files)
    {
        var (code, text, error) = await instance.RiAsync(["send", "--campaign", campaign, .. files, "--wait"]);
        Assert.True(code == 0, text + error);
        return error;
    }

    private async Task SameAsExpectedAsync(string campaign, SentSample sample)
    {
        var persons = await instance.RiAsync("enrollments", "--campaign", campaign, "--json", "--reveal", "测试");
        Assert.Equal(sample.ExpectedPersons(), sample.WithoutTies(SentSample.Normalised(persons.Out.Split('\n'))));
        var villages = await instance.RiAsync("progress", "--campaign", campaign, "--json");
        Assert.Equal(sample.ExpectedVillages(), SentSample.Normalised(villages.Out.Split('\n')));
    }

    private static void Signal(string signal, IEnumerable<int> processes)
    {
        using var kill = Process.Start("kill", [signal, .. processes.Select(process => process.ToString())]);
        kill.WaitForExit();
    }
}

using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Files;
using ResidentInsurance.Testing;

namespace ResidentInsurance.Generator.Tests;

public sealed class GeneratedFilesTests : IDisposable
{
    private readonly TestFolder folder = new();

    public static TheoryData<string> Campaigns { get; } = [.. AreaGenerator.Campaigns];

    [Theory]
    [MemberData(nameof(Campaigns))]
    public void Every_file_reads_without_a_rejection(string campaign)
    {
        var area = Areas.Of(campaign, size: 3000);
        area.Write(folder.Path);

        Assert.Equal(area.Villages.Count, Rows(RowFormats.Tasks).Count);
        Assert.Equal(3000, Rows(RowFormats.Residents).Count);
        Assert.Equal(area.PaymentCount, Rows(RowFormats.Payments).Count);
        Assert.NotEmpty(Rows(RowFormats.Identities));
        Assert.NotEmpty(Rows(RowFormats.Declarations));
        Assert.NotEmpty(Rows(RowFormats.Withdrawals));
    }

    [Theory]
    [MemberData(nameof(Campaigns))]
    public void Every_kind_of_file_is_told_by_its_header(string campaign)
    {
        Areas.Of(campaign, size: 100).Write(folder.Path);
        Assert.All(GeneratedArea.ExchangeFiles, name =>
        {
            using var stream = Open(name);
            Assert.Equal(Path.GetFileNameWithoutExtension(name), FileKinds.Detect(FileReading.Head(stream).Header)?.Code());
        });
    }

    [Theory]
    [MemberData(nameof(Campaigns))]
    public void Numbers_are_valid_belong_to_nobody_and_are_given_once(string campaign)
    {
        Areas.Of(campaign, size: 3000).Write(folder.Path);
        var residents = Rows(RowFormats.Residents);
        Assert.All(residents, row => Assert.StartsWith("500000", row.IdNumber.Reveal(), StringComparison.Ordinal));
        Assert.All(residents, row => Assert.Equal(row.BirthDate, row.IdNumber.BirthDate));
        Assert.All(residents, row => Assert.Matches("^测试[0-9]+$", row.Name));
        Assert.Equal(residents.Count, residents.Select(row => row.IdNumber).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Campaigns))]
    public void Each_household_has_one_head_of_its_own_village(string campaign)
    {
        Areas.Of(campaign, size: 1000).Write(folder.Path);
        Assert.All(Rows(RowFormats.Residents).GroupBy(row => (row.Village, row.Household)), household =>
        {
            var head = Assert.Single(household, row => row.Relation == "户主");
            Assert.All(household, row => Assert.Equal((head.Name, head.Group), (row.Head, row.Group)));
            Assert.All(household, row => Assert.True(head.BirthDate <= row.BirthDate));
        });
    }

    [Theory]
    [MemberData(nameof(Campaigns))]
    public void The_feed_repeats_reorders_takes_back_and_names_strangers(string campaign)
    {
        Areas.Of(campaign, size: 3000).Write(folder.Path);
        var rows = Rows(RowFormats.Payments);
        var registered = Rows(RowFormats.Residents).Select(row => row.IdNumber).ToHashSet();
        var contents = rows.GroupBy(row => (row.Receipt, row.ReceiptLine, row.Kind)).ToList();

        Assert.Contains(rows.Zip(rows.Skip(1)), pair => pair.First.PaidAt > pair.Second.PaidAt.AddDays(30));
        Assert.Contains(contents, group => group.Count() > 1 && Distinct(group) == 1);
        Assert.Contains(contents, group => Distinct(group) == 2);
        Assert.Contains(rows, row => row.Kind == PaymentRowKind.Refund);
        Assert.Contains(rows, row => row.Funding == Funding.Subsidy && row.PaidBy is not null && row.Batch is not null);
        Assert.Contains(rows, row => !registered.Contains(row.IdNumber));
        Assert.Contains(rows, row => row.ReceiptLine > 1);
        Assert.Contains(rows, reversal => reversal.Kind == PaymentRowKind.Reversal
            && rows.Any(row => row.Receipt == reversal.OriginalReceipt && row.Line > reversal.Line));
        Assert.Contains(rows, reversal => reversal.Kind == PaymentRowKind.Reversal
            && rows.All(row => row.Receipt != reversal.OriginalReceipt));

        static int Distinct(IEnumerable<PaymentFileRow> group) => group.Select(row => row with { Line = 0 }).Distinct().Count();
    }

    [Theory]
    [InlineData("fengyan-2024", 9390)]
    [InlineData("lishui-2023", 11405)]
    [InlineData("ruizhou-2024", 25645)]
    public void Progress_is_the_annexs_villages_with_the_persons_enrolled(string campaign, int task)
    {
        Areas.Of(campaign, size: 2000).Write(folder.Path);
        var progress = Lines("progress.jsonl");
        var enrolled = Lines("expected.jsonl").Where(line => line.GetProperty("enrolled").GetBoolean())
            .CountBy(line => line.GetProperty("village").GetString()!).ToDictionary();

        Assert.Equal(task, progress.Sum(line => line.GetProperty("task").GetInt32()));
        Assert.All(progress, line => Assert.Equal(
            enrolled.GetValueOrDefault(line.GetProperty("village").GetString()!), line.GetProperty("enrolled").GetInt32()));
    }

    [Fact]
    public void Expected_persons_come_in_the_order_of_their_numbers()
    {
        Areas.Of("fengyan-2024", size: 2000).Write(folder.Path);
        var numbers = Lines("expected.jsonl").Select(line => line.GetProperty("idNumber").GetString()).ToList();
        Assert.Equal(numbers.Order(StringComparer.Ordinal), numbers);
    }

    [Theory]
    [InlineData(1315, 1363, "96.48")]
    [InlineData(1363, 1363, "100.00")]
    [InlineData(99_999, 100_000, "99.99")]
    [InlineData(1, 8, "12.50")]
    [InlineData(1, 3000, "0.03")]
    [InlineData(2, 1, "200.00")]
    [InlineData(5, 0, null)]
    [InlineData(0, 0, null)]
    public void A_rate_has_two_decimals_and_is_never_full_with_somebody_missing(int enrolled, int task, string? rate) =>
        Assert.Equal(rate, ExpectedFiles.Rate(enrolled, task, [100]));

    [Theory]
    [InlineData(2259, "94.99")]
    [InlineData(2260, "95.04")]
    public void A_rate_is_never_at_a_threshold_with_somebody_missing_from_it(int enrolled, string rate) =>
        Assert.Equal(rate, ExpectedFiles.Rate(enrolled, 2378, [95, 100]));

    [Fact]
    public void A_village_without_a_task_has_no_rank_and_is_before_nobody()
    {
        VillageCount[] villages = [new("乡", "一村", 9, 0, 0), new("乡", "二村", 9, 5, 5), new("乡", "三村", 9, 5, 6), new("乡", "四村", 9, 5, 4)];
        Assert.Equal([null, 2, 1, 3], villages.Select(village => ExpectedFiles.Rank(village, villages)));
    }

    public void Dispose() => folder.Dispose();

    private FileStream Open(string name) => File.OpenRead(Path.Combine(folder.Path, name));

    private List<JsonElement> Lines(string name) =>
        [.. File.ReadLines(Path.Combine(folder.Path, name)).Select(line => JsonDocument.Parse(line).RootElement)];

    private List<TRow> Rows<TRow>(RowFormat<TRow> format)
        where TRow : class, IFileRow
    {
        using var stream = Open(format.Kind.Code() + ".csv");
        return [.. FileReading.Rows(stream, FileReading.Check(stream, format.Kind), format)
            .Select(read => read.Row ?? throw new InvalidOperationException($"Line {read.Line}: {read.Problem!.Reason}"))];
    }
}

using System.Text.Json.Nodes;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.EndToEnd;

/// <summary>A clerk looks persons up. County 13.</summary>
public sealed class LookupTests(RunningInstance instance)
{
    private const int Number = 13;

    private static readonly string Campaign = RunningInstance.Campaign(Number);

    [Fact]
    public async Task A_person_is_found_by_the_number_on_standard_input_and_the_reasons_are_told()
    {
        using var folder = new TestFolder();
        var sample = SentSample.Fengyan(Number);
        await instance.RiAsync(["send", "--campaign", Campaign, .. sample.Write(Path.Combine(folder.Path, "files"), new Random(1)), "--wait"]);
        var expected = JsonNode.Parse(sample.ExpectedPersons().First(line => line.Contains("\"from\":\"2024-03-01\"", StringComparison.Ordinal)))!.AsObject();
        var number = expected["idNumber"]!.GetValue<string>();

        var json = await LookUpAsync(number, "--json");
        var table = await LookUpAsync(number);

        Assert.Equal((0, ""), (json.Code, json.Error));
        var line = JsonNode.Parse(json.Out)!.AsObject();
        foreach (var (field, value) in expected.Where(pair => pair.Key != "idNumber"))
        {
            Assert.Equal(value?.ToJsonString(), line[field]?.ToJsonString());
        }

        Assert.Contains("缴费，自次月1日即2024年3月1日起享受待遇。\n", table.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(number, json.Out + table.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500000200001010011", "查无此人")]
    [InlineData("500000200001010010", "校验码不对")]
    public async Task Who_is_not_found_is_told_so(string number, string words)
    {
        var (code, text, error) = await LookUpAsync(number);

        Assert.Equal((1, ""), (code, text));
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    private Task<(int Code, string Out, string Error)> LookUpAsync(string number, params string[] options) =>
        instance.RiAsync(["lookup", "--campaign", Campaign, .. options], number + "\n");
}

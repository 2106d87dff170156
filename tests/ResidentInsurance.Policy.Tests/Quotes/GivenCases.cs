using Xunit;

namespace ResidentInsurance.Policy.Tests;

/// <summary>The cases that the readings were fixed with, as they were given.</summary>
public sealed class GivenCases
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var path in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "cases"), "*.jsonl").Order())
        {
            var file = Path.GetFileName(path);
            data.AddRange(QuoteCase.Of(file).Select(quoteCase => (file, quoteCase.CaseId)));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_quote_gives_the_expected_answer(string file, string caseId)
    {
        var quoteCase = QuoteCase.Of(file).Single(candidate => candidate.CaseId == caseId);

        Assert.Equal(quoteCase.ExpectedText(), quoteCase.Answer());
    }
}

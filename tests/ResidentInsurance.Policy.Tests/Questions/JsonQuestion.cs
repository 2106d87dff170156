using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy.Tests;

/// <summary>A question as a line of JSON, and its answer read back.</summary>
internal static class JsonQuestion
{
    /// <summary>Asked as a line, as one question and in a list, it has the figures, dates and reasons of the direct answer.</summary>
    public static bool IsAnsweredAlike(Question question)
    {
        var line = Encoding.UTF8.GetBytes(Line(question));
        using var lines = new QuoteLines(Packs.Library);
        using var output = new MemoryStream();
        lines.Run(new MemoryStream(line), output);
        var one = lines.Answer(line).ToArray();
        var list = lines.Answer([.. "["u8, .. line, .. "]"u8]).ToArray();
        return output.ToArray().AsSpan()[..^1].SequenceEqual(one) && list.AsSpan()[1..^1].SequenceEqual(one)
            && Tells(JsonNode.Parse(one)!, question.Answer(), question.Pack);
    }

    private static bool Tells(JsonNode answer, Quote quote, CompiledPack pack)
    {
        var expected = new JsonObject { ["caseId"] = "q", ["accepted"] = quote.Accepted };
        if (quote.Accepted)
        {
            expected["contribution"] = Node(quote.Contribution);
            expected["fiscalShareBorne"] = Node(quote.FiscalShareBorne);
            expected["subsidy"] = Node(quote.Subsidy);
            expected["fiscalShareSubsidised"] = Node(quote.FiscalShareSubsidised);
            expected["subsidyCategory"] = quote.SubsidyCategory;
            expected["due"] = Node(quote.Due);
            expected["coverage"] = Node(quote.Coverage);
        }
        else
        {
            expected["rejection"] = quote.Rejection;
        }

        expected["reasons"] = Node(quote.Reasons.Select(reason => ReasonLine.Of(reason, pack)));
        return JsonNode.DeepEquals(expected, answer);
    }

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, ContractJson.Options);

    private static string Line(Question question)
    {
        var person = question.Person;
        return new JsonObject
        {
            ["caseId"] = "q",
            ["campaign"] = question.Pack.Id.Value,
            ["tier"] = question.Tier.Code(),
            ["paidOn"] = Day(question.PaidOn),
            ["person"] = new JsonObject
            {
                ["birthDate"] = Day(person.BirthDate),
                ["group"] = person.Group == PersonGroup.UniversityStudent ? "university-student" : "resident",
                ["identities"] = new JsonArray([.. person.Identities.Select(identity => new JsonObject
                {
                    ["category"] = identity.Category, ["from"] = Day(identity.From), ["to"] = Day(identity.To),
                })]),
                ["circumstances"] = new JsonArray([.. person.Circumstances.Select(circumstance => new JsonObject
                {
                    ["kind"] = circumstance.Kind, ["on"] = Day(circumstance.On),
                })]),
                ["freshman"] = person.Freshman,
                ["academicYearCovered"] = person.AcademicYearCovered,
                ["graduating"] = person.Graduating,
                ["lastCoveredYear"] = person.LastCoveredYear,
            },
        }.ToJsonString();
    }

    private static string? Day(DateOnly? date) => date?.ToString("yyyy-MM-dd");
}

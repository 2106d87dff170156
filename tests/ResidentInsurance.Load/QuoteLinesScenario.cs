using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Load;

/// <summary>Questions in a file to <c>ri quote</c>, answers with their reasons in words into another: what a program that
/// asks for a whole county does. The program's start is in the time.</summary>
internal static class QuoteLinesScenario
{
    private const int Lines = 500_000;
    private const int LinesPerSecond = 50_000;

    // The shell opens the files: nothing of ours stands between them and the program.
    private const string Command = "exec dotnet \"$0\" quote --packs \"$1\" < \"$2\" > \"$3\"";

    public static Scenario Scenario { get; } = new(
        "quote-lines", "ri quote, lines of a file", "lines/s", Basis.Clock, [Goal.Rate(LinesPerSecond)], MeasureAsync);

    private static async Task<Measured> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var (questions, answers) = (Path.Combine(bench.Folder, "questions.jsonl"), Path.Combine(bench.Folder, "answers.jsonl"));
        var expected = Write(questions, bench.Scaled(Lines));
        var measured = await bench.RoundsAsync(new Step(
            () => Task.CompletedTask,
            async () =>
            {
                await RunAsync(questions, answers, cancellation);
                return (long)expected.Count;
            },
            () =>
            {
                Check(answers, expected);
                return Task.CompletedTask;
            }));
        return measured with
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"{expected.Count:N0} lines, {Share():P0} accepted; "
                + $"{new FileInfo(questions).Length / expected.Count} B a question, {new FileInfo(answers).Length / expected.Count} B an answer"),
        };

        double Share() => (double)expected.Count(accepted => accepted) / expected.Count;
    }

    private static async Task RunAsync(string questions, string answers, CancellationToken cancellation)
    {
        using var ri = Process.Start("/bin/sh", ["-c", Command, Checkout.Ri, QuoteQuestion.PacksFolder, questions, answers]);
        await ri.WaitForExitAsync(cancellation);
        if (ri.ExitCode != 0)
        {
            throw new InvalidOperationException($"ri quote ended with {ri.ExitCode}.");
        }
    }

    // A question's number is its caseId.
    private static List<bool> Write(string path, int count)
    {
        using var lines = new StreamWriter(path);
        var accepted = new List<bool>(count);
        foreach (var question in QuoteQuestion.Make(count))
        {
            lines.WriteLine(JsonSerializer.Serialize(
                new
                {
                    CaseId = accepted.Count,
                    Campaign = question.Pack.Id.Value,
                    Tier = question.Tier.Code(),
                    question.PaidOn,
                    question.Person,
                }, ContractJson.Options));
            accepted.Add(question.Answer().Accepted);
        }

        return accepted;
    }

    private static void Check(string path, List<bool> expected)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            using var answer = JsonDocument.Parse(line);
            if (number == expected.Count || answer.RootElement.GetProperty("caseId").GetInt32() != number
                || answer.RootElement.GetProperty("accepted").GetBoolean() != expected[number])
            {
                throw new InvalidOperationException($"Answer {number} is not the one to question {number}: {line}");
            }

            number++;
        }

        if (number != expected.Count)
        {
            throw new InvalidOperationException($"{expected.Count} questions have {number} answers.");
        }
    }
}

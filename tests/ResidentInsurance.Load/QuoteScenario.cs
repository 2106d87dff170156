using System.Globalization;

namespace ResidentInsurance.Load;

/// <summary>Quotes in process on one thread, reasons as ids and parameters: what a recomputation asks for.</summary>
internal static class QuoteScenario
{
    private const int QuestionCount = 100_000;
    private const int PassesPerRound = 5;
    private const int TargetPerSecond = 300_000;

    public static Scenario Scenario { get; } = new(
        "quote", "quotes in process, one core", "quotes/s", Basis.Processor, [Goal.Rate(TargetPerSecond)], (bench, _) => MeasureAsync(bench));

    private static async Task<Measured> MeasureAsync(Bench bench)
    {
        var questions = QuoteQuestion.Make(QuestionCount).ToArray();
        var expected = Ask(questions);
        var measured = await bench.RoundsAsync(new Step(() =>
        {
            for (var pass = 0; pass < PassesPerRound; pass++)
            {
                // Every answer is used, and the same each time.
                if (Ask(questions) != expected)
                {
                    throw new InvalidOperationException("The same questions had other answers.");
                }
            }

            return Task.FromResult<Done>((long)questions.Length * PassesPerRound);
        }));

        // Refusals are cheap: a rate says little without their share.
        return measured with
        {
            Note = string.Create(CultureInfo.InvariantCulture,
                $"{(double)expected.Accepted / questions.Length:P0} accepted, {(double)expected.Reasons / questions.Length:N1} reasons each"),
        };
    }

    private static (long Accepted, long Fen, long Reasons) Ask(QuoteQuestion[] questions)
    {
        var (accepted, fen, reasons) = (0L, 0L, 0L);
        foreach (var question in questions)
        {
            var quote = question.Answer();
            accepted += quote.Accepted ? 1 : 0;
            fen += quote.Due.Fen;
            reasons += quote.Reasons.Count;
        }

        return (accepted, fen, reasons);
    }
}

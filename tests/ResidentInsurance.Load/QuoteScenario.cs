using System.Globalization;
using ResidentInsurance.Contracts;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Load;

/// <summary>Quotes in process on one thread, reasons as ids and parameters: what a recomputation asks for. All packs, tiers
/// and days take part, with no identity, one, two or three, students, newborns, and circumstances.</summary>
internal static class QuoteScenario
{
    private const int QuestionCount = 100_000;
    private const int PassesPerRound = 5;
    private const int TargetPerSecond = 300_000;

    public static Scenario Scenario { get; } = new(
        "quote", "quotes in process, one core", "quotes/s", Basis.Processor, [Goal.Rate(TargetPerSecond)], (bench, _) => MeasureAsync(bench));

    private static async Task<Measured> MeasureAsync(Bench bench)
    {
        var questions = Questions(PackLibrary.Load(Path.Combine(AppContext.BaseDirectory, "packs")));
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

    private static (long Accepted, long Fen, long Reasons) Ask(Question[] questions)
    {
        var (accepted, fen, reasons) = (0L, 0L, 0L);
        foreach (var question in questions)
        {
            var quote = question.Pack.Quote(question.Tier, question.PaidOn, question.Person);
            accepted += quote.Accepted ? 1 : 0;
            fen += quote.Due.Fen;
            reasons += quote.Reasons.Count;
        }

        return (accepted, fen, reasons);
    }

    // No dice: steps that have no factor in common meet in ever new combinations, and every run asks the same.
    private static Question[] Questions(PackLibrary packs)
    {
        var questions = new Question[QuestionCount];
        for (var i = 0; i < questions.Length; i++)
        {
            var pack = packs.Current[i % packs.Current.Count];
            var (from, to) = (pack.Data.Windows[0].From, pack.Data.Windows[^1].To);
            var paidOn = from.AddDays(i * 7 % (to.DayNumber - from.DayNumber + 1));
            questions[i] = new Question(pack, pack.Tiers[i / 11 % pack.Tiers.Count], paidOn, Person(i, paidOn));
        }

        return questions;
    }

    private static PersonFacts Person(int i, DateOnly paidOn)
    {
        var codes = IdentityCategories.Codes.ToArray();
        var student = i % 17 == 0;
        return new PersonFacts
        {
            BirthDate = paidOn.AddDays(i % 23 == 0 ? -(i / 23 % 200) : -7000 - (i * 31 % 22_000)),
            Group = student ? PersonGroup.UniversityStudent : PersonGroup.Resident,
            Identities = [.. Enumerable.Range(0, i % 13 % 4).Select(n =>
                new IdentityPeriod(codes[(i * 3 + n * 5) % codes.Length], paidOn.AddDays(30 - (i * 5 % 400)), null))],
            Circumstances = i % 19 == 0 ? [new Circumstance(i % 2 == 0 ? "moved-in" : "left-military-service", paidOn.AddDays(-(i % 120)))] : [],
            Freshman = student && i % 3 == 0,
            Graduating = student && i % 3 == 1,
            LastCoveredYear = i % 5 == 0 ? null : paidOn.Year - (i % 7),
        };
    }

    private sealed record Question(CompiledPack Pack, Tier Tier, DateOnly PaidOn, PersonFacts Person);
}

using FsCheck;
using FsCheck.Fluent;
using ResidentInsurance.Contracts;
using Xunit;

namespace ResidentInsurance.Policy.Tests;

public sealed class QuoteProperties
{
    // Readings that let cover begin before payment: G6, G8, RZ3, F4 and LS3.
    private static readonly string[] MayReachBack =
        [Rules.Newborn, Rules.YearStart, Rules.FullYear, Rules.AcademicYearStart, Rules.NotBeforeBirth];

    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithReplay(20231001, 7);

    [Fact]
    public void The_engine_and_the_plain_reading_agree() => Holds(question =>
    {
        var expected = PlainReading.Answer(question.Pack.Id.Value, question.Tier.Code(), question.PaidOn, question.Person);
        var actual = QuoteCase.Shown(question.Answer());
        return HasTie(question) ? WithoutCategory(expected) == WithoutCategory(actual) : expected == actual;
    }, 40_000);

    [Theory]
    [InlineData(2023)]
    [InlineData(2010)]
    public void They_agree_where_earlier_years_count_as_missed_too(int breaksFrom)
    {
        var lizi = Breaks.CountedFrom(breaksFrom);
        Holds(any =>
        {
            var question = any with { Pack = lizi };
            return any.Pack.Id != lizi.Id || HasTie(question)
                || PlainReading.Answer(lizi.Id.Value, question.Tier.Code(), question.PaidOn, question.Person, breaksFrom)
                    == QuoteCase.Shown(question.Answer());
        });
    }

    [Fact]
    public void Every_category_in_every_tier_and_month_is_as_the_plain_reading_has_it()
    {
        foreach (var pack in Packs.Library.Current)
        {
            foreach (var tier in pack.Tiers)
            {
                foreach (var category in IdentityCategories.Codes)
                {
                    for (var day = new DateOnly(pack.Year - 1, 8, 1); day.Year <= pack.Year; day = day.AddMonths(1))
                    {
                        foreach (var paidOn in new[] { day, day.AddDays(14), day.AddMonths(1).AddDays(-1) })
                        {
                            var person = new PersonFacts
                            {
                                BirthDate = new DateOnly(1980, 5, 1),
                                Identities = [new IdentityPeriod(category, new DateOnly(2020, 1, 1), null)],
                            };
                            Assert.Equal(
                                PlainReading.Answer(pack.Id.Value, tier.Code(), paidOn, person),
                                QuoteCase.Shown(pack.Quote(tier, paidOn, person)));
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void Due_is_never_negative_and_adds_up() => Holds(question =>
    {
        var quote = question.Answer();
        return quote.Due >= Money.Zero
            && quote.Due == quote.Contribution + quote.FiscalShareBorne - quote.Subsidy - quote.FiscalShareSubsidised
            && quote.Subsidy <= quote.Contribution
            && quote.FiscalShareSubsidised <= quote.FiscalShareBorne
            && (quote.SubsidyCategory is null) == quote.Subsidy.IsZero;
    });

    [Fact]
    public void Cover_never_begins_before_payment_unless_a_reading_says_so() => Holds(question =>
        question.Answer() is not { Coverage: { } coverage } quote
        || coverage.From > question.PaidOn
        || quote.Reasons.Any(reason => MayReachBack.Contains(reason.Rule)));

    [Fact]
    public void Cover_lies_within_a_life_and_ends_after_it_begins() => Holds(question =>
        question.Answer().Coverage is not { } coverage
        || (coverage.From <= coverage.To && coverage.From >= question.Person.BirthDate));

    [Fact]
    public void A_better_identity_never_makes_a_person_worse_off() =>
        Check.One(Fixed.WithMaxTest(10_000), Prop.ForAll(
            (from question in RandomPeople.Questions()
             from more in RandomPeople.Identities(question.PaidOn)
             select (question, more)).ToArbitrary(),
            pair =>
            {
                var before = pair.question.Answer();
                var after = pair.question.With(pair.question.Person.Identities.Append(pair.more)).Answer();
                return before.Accepted
                    ? after.Accepted && after.Due <= before.Due && after.Coverage!.Value.From <= before.Coverage!.Value.From
                        && after.Coverage.Value.To == before.Coverage.Value.To
                    : after.Accepted || after.Rejection == before.Rejection;
            }));

    [Fact]
    public void The_order_of_identities_does_not_matter() => Holds(question =>
    {
        var backwards = question.With(question.Person.Identities.Reverse()).Answer();
        return QuoteCase.Shown(backwards) == QuoteCase.Shown(question.Answer())
            && backwards.Reasons.SequenceEqual(question.Answer().Reasons);
    });

    [Fact]
    public void Every_figure_and_date_that_is_not_nothing_has_its_reason() => Holds(question =>
    {
        var quote = question.Answer();
        var explained = quote.Reasons.Select(reason => reason.Explains).ToHashSet();
        return quote.Accepted
            ? explained.Contains("contribution") && explained.Contains("coverage.from") && explained.Contains("coverage.to")
                && (quote.FiscalShareBorne.IsZero || explained.Contains("fiscalShareBorne"))
                && (quote.Subsidy.IsZero || explained.Contains("subsidy"))
                && (quote.FiscalShareSubsidised.IsZero || explained.Contains("fiscalShareSubsidised"))
            : explained.Contains("rejection");
    });

    [Fact]
    public void Reasons_give_the_figures_and_dates_that_they_explain() => Holds(question =>
    {
        var quote = question.Answer();
        return !quote.Accepted || quote.Reasons.All(reason => reason.Explains switch
        {
            "contribution" => reason.Amount == quote.Contribution,
            "fiscalShareBorne" => reason.Amount == quote.FiscalShareBorne,
            "subsidy" => reason.Amount == quote.Subsidy || reason.Rule == Rules.SubsidyPayer,
            "subsidyCategory" => reason.Category == quote.SubsidyCategory,
            "fiscalShareSubsidised" => reason.Amount == quote.FiscalShareSubsidised,
            "coverage.from" => reason.Date == quote.Coverage!.Value.From,
            "coverage.to" => reason.Date == quote.Coverage!.Value.To,
            _ => false,
        });
    });

    [Fact]
    public void Reasons_survive_being_stored() => Holds(question =>
        question.Answer().Reasons.All(reason => Reason.Parse(reason.ToString()) == reason));

    [Fact]
    public void Quotes_are_total() =>
        Check.One(Fixed.WithMaxTest(20_000), Prop.ForAll(RandomPeople.AnyQuestions().ToArbitrary(), question =>
        {
            var quote = question.Answer();
            foreach (var identity in question.Person.Identities)
            {
                _ = question.Pack.SubsidyOf(question.Tier, question.PaidOn, question.Person, identity);
            }

            _ = question.Pack.Contribution(question.Tier, question.PaidOn, question.Person);
            return quote.Reasons.Count > 0 && quote.Accepted == quote.Rejection is null && quote.Accepted == quote.Coverage is not null;
        }));

    [Fact]
    public void A_question_that_went_through_a_line_of_JSON_has_the_same_answer() => Check.One(
        Fixed.WithMaxTest(5_000),
        Prop.ForAll(RandomPeople.WrittenQuestions().ToArbitrary(), JsonQuestion.IsAnsweredAlike));

    private static void Holds(Func<Question, bool> property, int count = 5_000) =>
        Check.One(Fixed.WithMaxTest(count), Prop.ForAll(RandomPeople.Questions().ToArbitrary(), property));

    // Identities worth the same: the first in the notice counts, which the plain reading does not know.
    private static bool HasTie(Question question)
    {
        var chosen = question.Answer().SubsidyCategory;
        return chosen is not null && question.Person.Identities
            .Select(identity => question.With([identity]).Answer())
            .Any(alone => alone.SubsidyCategory is { } category && category != chosen && alone.Subsidy == question.Answer().Subsidy);
    }

    private static string WithoutCategory(string answer)
    {
        var start = answer.IndexOf("\"subsidyCategory\"", StringComparison.Ordinal);
        return start < 0 ? answer : answer.Remove(start, answer.IndexOf("\"due\"", StringComparison.Ordinal) - start);
    }
}

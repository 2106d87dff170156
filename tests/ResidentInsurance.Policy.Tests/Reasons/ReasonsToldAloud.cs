using System.Text.Json;
using ResidentInsurance.Contracts;
using Xunit;

namespace ResidentInsurance.Policy.Tests;

public sealed class ReasonsToldAloud
{
    private static readonly DateOnly Birth = new(1980, 5, 1);

    [Fact]
    public void A_quote_can_be_told_from_beginning_to_end_in_Chinese()
    {
        var person = Person("sudden-hardship");
        var quote = Packs.Named("fengyan-2024").Quote(Tier.Low, new DateOnly(2024, 8, 1), person);

        Assert.Equal(
        [
            "居民一档个人缴费标准为每人每年380元。",
            "在此期间缴费的，财政补助部分640元由个人另行承担。（暂定）",
            "按突发严重困难户身份，一档资助266元。",
            "这笔资助由区乡村振兴局承担。（通知未写明，借用）",
            "按突发严重困难户身份，个人承担的财政补助部分640元一并资助。（暂定）",
            "2024年8月1日缴费，突发严重困难户不设待遇等待期，自缴费次日2024年8月2日起享受待遇。",
            "待遇享受至2024年12月31日。",
        ], quote.Reasons.Select(ReasonText.Chinese));
        Assert.Equal(["四（一）1", "四（一）2", "六（一）1", "六（三）", "六（二）", "六（二）", "五"], quote.Reasons.Select(reason => reason.Place));
        Assert.Equal([null, "F1, G5", "F2", "O5", "F2", "F3", null], quote.Reasons.Select(reason => reason.Reading));
    }

    [Fact]
    public void The_same_is_told_in_English()
    {
        var quote = Packs.Named("lizi-2025").Quote(
            Tier.Low, new DateOnly(2025, 3, 10), Person("martyr-family") with { LastCoveredYear = 2023 });

        Assert.Equal(
        [
            "The contribution of residents, the low tier, is 400 yuan a year.",
            "For key entitled people (to whom surviving families of martyrs belong), 400 yuan of the contribution (the low tier) is subsidised.",
            "This subsidy is borne by the veterans affairs department. (not stated in the notice, borrowed)",
            "Paid on 10 March 2025: after a waiting period of 90 days cover begins on 9 June 2025.",
            "Cover lasts until 31 December 2025.",
        ], quote.Reasons.Select(reason => ReasonText.English(reason, Packs.Named("lizi-2025").Data)));
        Assert.Equal("LZ2, G12", quote.Reasons[1].Reading);
        Assert.Equal("This subsidy is borne by the department concerned. (not stated in the notice, borrowed)", ReasonText.English(quote.Reasons[2]));
    }

    [Fact]
    public void No_English_sentence_of_any_case_has_a_Chinese_word_or_a_code()
    {
        var told = 0;
        foreach (var question in GivenCases.Cases().Select(row => row.Data.Item1).Distinct().SelectMany(QuoteCase.Of))
        {
            if (Packs.Library.Find(CampaignId.Parse(question.Campaign)) is not { } pack || !Tiers.TryParse(question.Tier, out var tier))
            {
                continue;
            }

            foreach (var sentence in pack.Quote(tier, question.PaidOn, question.Person).Reasons.Select(reason => ReasonText.English(reason, pack.Data)))
            {
                Assert.True(sentence.All(char.IsAscii), sentence);
                told++;
            }
        }

        Assert.InRange(told, 500, int.MaxValue);
    }

    [Fact]
    public void Every_category_and_circumstance_has_a_name_in_English()
    {
        var rights = Packs.Named("ruizhou-2024").Data.SpecialRights.Select(right => right.Kind);
        foreach (var code in IdentityCategories.Codes.Concat(rights))
        {
            var sentence = ReasonText.English(new Reason(Rules.WaitingExempt, "一") { Date = Birth, On = Birth, Category = code });

            Assert.True(sentence.All(char.IsAscii), sentence);
            Assert.False(code.Contains('-', StringComparison.Ordinal) && sentence.Contains(code, StringComparison.Ordinal), sentence);
        }
    }

    [Fact]
    public void That_cover_never_begins_before_birth_rests_on_a_reading_alone()
    {
        var person = new PersonFacts { BirthDate = new DateOnly(2024, 1, 5) };

        var reason = Packs.Named("lezhi-2024").Quote(Tier.Low, new DateOnly(2024, 2, 1), person).Reasons
            .Single(reason => reason.Rule == Rules.NotBeforeBirth);

        Assert.Equal("not-before-birth||G7|d=2024-01-05", reason.ToString());
        Assert.Equal("待遇不早于出生，自2024年1月5日起享受待遇。", ReasonText.Chinese(reason));
        Assert.Equal("Cover never begins before birth: it begins on 5 January 2024.", ReasonText.English(reason));
    }

    [Fact]
    public void An_identity_that_gives_nothing_is_explained()
    {
        var pack = Packs.Named("fengyan-2024");

        Assert.Contains("孤儿的资助政策截止2024年6月30日，此后缴费不再资助。",
            pack.Quote(Tier.Low, new DateOnly(2024, 7, 1), Person("orphan")).Reasons.Select(ReasonText.Chinese));
        Assert.Contains("被征地农转非超龄人员的资助不适用于一档。",
            Packs.Named("lezhi-2024").Quote(Tier.Low, new DateOnly(2023, 10, 1), Person("land-requisitioned")).Reasons.Select(ReasonText.Chinese));
    }

    [Theory]
    [InlineData("lishui-2023", Tier.Low, "2022-11-01", "二（三）2 LS2")]
    [InlineData("lishui-2023", Tier.High, "2022-11-01", "二（三）二是 LS2")]
    [InlineData("lezhi-2024", Tier.High, "2023-10-01", "二（三）3（1） LE2, G4")]
    public void A_subsidy_cites_the_place_of_its_tier(string id, Tier tier, string paidOn, string citation)
    {
        var reason = Packs.Named(id).Quote(tier, DateOnly.Parse(paidOn), Person("subsistence-allowance")).Reasons[1];

        Assert.Equal(citation, $"{reason.Place} {reason.Reading}");
    }

    [Fact]
    public void Of_several_identities_the_place_that_lets_the_best_one_count_is_told()
    {
        var reasons = Packs.Named("fengyan-2024").Quote(
            Tier.Low, new DateOnly(2023, 11, 1), Person("subsistence-allowance", "orphan")).Reasons;
        var one = Packs.Named("fengyan-2024").Quote(Tier.High, new DateOnly(2023, 11, 1), Person("martyr-family")).Reasons;

        Assert.Equal("六（一）3 G3 有多重身份的，就高只按一种身份资助：孤儿。",
            $"{reasons[2].Place} {reasons[2].Reading} {ReasonText.Chinese(reasons[2])}");
        Assert.DoesNotContain(one, reason => reason.Rule == Rules.HighestIdentity); // 三属 imply 重点优抚对象: still one identity
    }

    [Theory]
    [InlineData("fengyan-2024", "extreme-poverty", Tier.Low, "这笔资助由区民政局承担。（通知未写明，借用）")]
    [InlineData("ruizhou-2024", "severe-disability", Tier.Single, "这笔资助由市级财政承担。")]
    [InlineData("ruizhou-2024", "orphan", Tier.Single, "这笔资助由民政部门承担。（通知未写明，借用）")]
    public void Who_pays_a_subsidy_is_told_and_whether_the_notice_says_so(string id, string category, Tier tier, string sentence) =>
        Assert.Contains(sentence, Packs.Named(id).Quote(tier, new DateOnly(2023, 11, 1), Person(category)).Reasons.Select(ReasonText.Chinese));

    [Theory]
    [InlineData("lizi-2025", "2025-02-01", true)]
    [InlineData("lizi-2025", "2024-12-20", false)]
    [InlineData("fengyan-2024", "2024-02-01", false)]
    public void Who_pays_for_a_newborn_is_told_that_a_guardians_payment_covers_it_too(string id, string birth, bool told)
    {
        var born = DateOnly.Parse(birth);
        var pack = Packs.Named(id);
        var reasons = pack.Quote(Tier.Low, born.AddDays(20), new PersonFacts { BirthDate = born }).Reasons;

        Assert.Equal(told ? ["三 LZ4"] : [],
            reasons.Where(reason => reason.Rule == Rules.WithGuardian).Select(reason => $"{reason.Place} {reason.Reading}"));
        Assert.Equal(told, pack.DependantCover(born) is not null);
    }

    [Fact]
    public void The_days_of_a_window_are_cited_apart_from_its_waiting()
    {
        var fengyan = Packs.Named("fengyan-2024");
        Reason Last(DateOnly paidOn, PersonFacts person) => fengyan.Quote(Tier.Low, paidOn, person).Reasons[^1];

        Assert.Equal("四（一）2", Last(new DateOnly(2025, 1, 1), Person()).Place);
        Assert.Equal("三（一）", Last(new DateOnly(2023, 9, 30), Person()).Place);
        Assert.Equal("五 2023-09-01", Last(new DateOnly(2023, 8, 31), Person() with { Group = PersonGroup.UniversityStudent }) is var early
            ? $"{early.Place} {early.Date:yyyy-MM-dd}" : "");
        Assert.Equal("五", fengyan.Quote(Tier.Low, new DateOnly(2024, 7, 1), Person()).Reasons
            .Single(reason => reason.Rule == Rules.WaitingDays).Place);
    }

    [Fact]
    public void Tiers_have_the_names_that_the_notice_uses()
    {
        var pack = Packs.Named("lezhi-2024");

        var reason = pack.Quote(Tier.High, new DateOnly(2023, 10, 1), Person()).Reasons[0];

        Assert.Equal("居民高档次个人缴费标准为每人每年510元。", ReasonText.Chinese(reason, pack.Data));
        Assert.Equal("居民二档个人缴费标准为每人每年510元。", ReasonText.Chinese(reason));
    }

    [Fact]
    public void A_capped_subsidy_names_both_amounts()
    {
        var student = Person("extreme-poverty") with { Group = PersonGroup.UniversityStudent };

        var reason = Packs.Named("fengyan-2024").Quote(Tier.Low, new DateOnly(2023, 10, 20), student).Reasons[1];

        Assert.Equal("按特困人员身份，一档资助标准为380元，以个人缴费额为限，资助350元。", ReasonText.Chinese(reason));
        Assert.Equal("F2, G3", reason.Reading);
    }

    [Theory]
    [InlineData("2023-09-30", "2023年9月30日尚未开始参保缴费，2023年10月1日起可以缴费。")]
    [InlineData("2025-01-01", "2025年1月1日缴费已截止，最后一日为2024年12月31日。")]
    [InlineData("2024-10-02", "按等待期计算自2025年1月1日起享受待遇，已超过本年度待遇截止日2024年12月31日。")]
    [InlineData("1980-04-30", "出生日期1980年5月1日晚于缴费日期1980年4月30日。")]
    public void A_refusal_is_explained(string paidOn, string sentence)
    {
        var quote = Packs.Named("fengyan-2024").Quote(Tier.Low, DateOnly.Parse(paidOn), Person());

        Assert.False(quote.Accepted);
        Assert.Equal(sentence, ReasonText.Chinese(quote.Reasons[^1]));
    }

    [Fact]
    public void Every_rule_has_sentences_in_both_languages()
    {
        foreach (var rule in Rules.All)
        {
            var reason = new Reason(rule, "一") { Amount = Money.FromYuan(1), Date = Birth, On = Birth, Number = 3, Category = "orphan" };

            Assert.EndsWith("。", ReasonText.Chinese(reason), StringComparison.Ordinal);
            Assert.EndsWith(".", ReasonText.English(reason), StringComparison.Ordinal);
            Assert.NotEqual("", reason.Explains);
        }
    }

    [Fact]
    public void A_rule_of_a_later_release_is_still_named() =>
        Assert.Equal("按规则 moon-phase。", ReasonText.Chinese(Reason.Parse("moon-phase|一||z=new")));

    [Fact]
    public void Stored_reasons_are_small_and_read_back()
    {
        var reasons = Packs.Named("fengyan-2024").Quote(Tier.Low, new DateOnly(2024, 4, 1), Person("orphan")).Reasons;

        var json = JsonSerializer.SerializeToUtf8Bytes(reasons, ContractJson.Options);

        Assert.InRange(json.Length, 1, 300);
        Assert.Equal(reasons, JsonSerializer.Deserialize<Reason[]>(json, ContractJson.Options)!);
        Assert.Equal("waiting-days|五|F1, G2|d=2024-07-01|o=2024-04-01|n=90", reasons[3].ToString());
        Assert.Equal("subsidy-payer|六（三）|O5|p=区民政局|m=borrowed", reasons[2].ToString());
    }

    [Theory]
    [InlineData("\"a reason\"")]
    [InlineData("\"a|b|c|d=yesterday\"")]
    [InlineData("\"a|b|c|a=much\"")]
    public void A_stored_reason_that_cannot_be_read_is_a_json_fault(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Reason>(json));

    private static PersonFacts Person(params string[] categories) => new()
    {
        BirthDate = Birth,
        Identities = [.. categories.Select(category => new IdentityPeriod(category, new DateOnly(2020, 1, 1), null))],
    };
}

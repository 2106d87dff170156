using ResidentInsurance.Contracts;
using ResidentInsurance.Policy;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>files.md, rule 7: withdrawals, suspensions and deaths. Every case is told in every order.</summary>
public sealed class LeavingTests
{
    private static readonly AnyOrder Fengyan = AnyOrder.Of("fengyan-2024");
    private static readonly AnyOrder Ruizhou = AnyOrder.Of("ruizhou-2024");

    [Fact]
    public void Before_the_first_day_of_cover_a_withdrawal_ends_the_enrollment_and_all_is_to_be_refunded() => Fengyan.ComesTo(
        "not enrolled; refund withdrawn 380; withdrawn",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Leaves("2023-12-31"));

    [Fact]
    public void It_comes_after_the_payment_of_its_day() => Fengyan.ComesTo(
        "not enrolled; refund withdrawn 380; withdrawn",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Leaves("2023-11-02"));

    [Fact]
    public void What_was_paid_too_much_before_keeps_its_reason() => Fengyan.ComesTo(
        "not enrolled; refund overpaid 20, withdrawn 380; overpaid withdrawn",
        Fengyan.Pays(400, "2023-11-02"), Fengyan.Leaves("2023-11-20"));

    [Fact]
    public void What_has_added_up_toward_the_higher_tier_is_refunded_as_withdrawn_too() => Fengyan.ComesTo(
        "not enrolled; refund withdrawn 480; withdrawn",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Pays(100, "2023-11-10", Tier.High), Fengyan.Leaves("2023-11-20"));

    [Fact]
    public void An_enrollment_that_cost_nothing_has_nothing_to_refund() => Fengyan.ComesTo(
        "not enrolled; refund nothing; withdrawn",
        Fengyan.IsCertified("severe-disability", "2023-01-01"), Fengyan.Declares("2023-11-02"), Fengyan.Leaves("2023-11-20"));

    [Fact]
    public void A_later_payment_enrolls_anew_from_its_own_day_and_in_any_tier() => Fengyan.ComesTo(
        "high since 2023-12-05, 2024-01-01 to 2024-12-31; refund withdrawn 380; withdrawn",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Leaves("2023-11-20"), Fengyan.Pays(755, "2023-12-05", Tier.High));

    [Fact]
    public void A_later_declaration_enrolls_anew() => Fengyan.ComesTo(
        "low since 2023-11-25, 2024-01-01 to 2024-12-31, severe-disability by 民政局; refund nothing; withdrawn",
        Fengyan.IsCertified("severe-disability", "2023-01-01"), Fengyan.Declares("2023-11-02"), Fengyan.Leaves("2023-11-20"),
        Fengyan.Declares("2023-11-25"));

    [Fact]
    public void A_part_that_is_paid_afterwards_stands_alone() => Fengyan.ComesTo(
        "not enrolled; refund withdrawn 380; part-paid withdrawn",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Leaves("2023-11-20"), Fengyan.Pays(100, "2023-12-05"));

    [Fact]
    public void Who_withdraws_and_enrolls_anew_twice_gets_back_what_was_paid_for_the_two() => Fengyan.ComesTo(
        "not enrolled; refund withdrawn 760; withdrawn",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Leaves("2023-11-20"), Fengyan.Pays(380, "2023-12-05"), Fengyan.Leaves("2023-12-06"));

    [Fact]
    public void From_the_first_day_of_cover_on_it_suspends_and_nothing_is_refunded() => Fengyan.ComesTo(
        "low since 2023-11-02, 2024-01-01 to 2024-12-31, suspended from 2024-01-01; refund nothing",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Leaves("2024-01-01", WithdrawalReason.MovedOut));

    [Fact]
    public void On_the_last_day_of_cover_it_suspends_still_and_later_no_more()
    {
        Fengyan.ComesTo("low since 2023-11-02, 2024-01-01 to 2024-12-31, suspended from 2024-12-31; refund nothing",
            Fengyan.Pays(380, "2023-11-02"), Fengyan.Leaves("2024-12-31"));
        Fengyan.ComesTo("low since 2023-11-02, 2024-01-01 to 2024-12-31; refund nothing",
            Fengyan.Pays(380, "2023-11-02"), Fengyan.Leaves("2025-01-01"));
    }

    [Fact]
    public void While_a_suspension_is_open_another_reason_changes_nothing() => Fengyan.ComesTo(
        "low since 2023-11-02, 2024-01-01 to 2024-12-31, suspended from 2024-02-01; refund nothing",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Leaves("2024-02-01"), Fengyan.Leaves("2024-05-01", WithdrawalReason.MovedOut));

    [Fact]
    public void A_payment_of_somebody_suspended_is_overpaid() => Fengyan.ComesTo(
        "low since 2023-11-02, 2024-01-01 to 2024-12-31, suspended from 2024-02-01; refund overpaid 380; overpaid",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Leaves("2024-02-01"), Fengyan.Pays(380, "2024-02-10"));

    [Fact]
    public void A_death_ends_cover_on_its_day_and_the_person_stays_enrolled() => Fengyan.ComesTo(
        "low since 2023-11-02, 2024-01-01 to 2024-03-05; refund nothing",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Dies("2024-03-05"));

    [Fact]
    public void A_death_after_the_last_day_ends_nothing() => Fengyan.ComesTo(
        "low since 2023-11-02, 2024-01-01 to 2024-12-31; refund nothing",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Dies("2025-02-01"));

    [Fact]
    public void A_death_closes_an_open_suspension_on_its_day() => Fengyan.ComesTo(
        "low since 2023-11-02, 2024-01-01 to 2024-03-05, suspended from 2024-02-01 to 2024-03-05; refund nothing",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Leaves("2024-02-01"), Fengyan.Dies("2024-03-05"));

    [Fact]
    public void Of_one_day_a_death_comes_last() => Fengyan.ComesTo(
        "low since 2023-11-02, 2024-01-01 to 2024-03-05, suspended from 2024-03-05 to 2024-03-05; refund nothing",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Leaves("2024-03-05"), Fengyan.Dies("2024-03-05"));

    [Fact]
    public void Before_the_first_day_of_cover_a_death_withdraws_and_what_comes_later_is_refunded_as_deceased() => Fengyan.ComesTo(
        "not enrolled; refund deceased 100, withdrawn 380; deceased withdrawn",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Dies("2023-11-10"), Fengyan.Pays(100, "2023-11-11"));

    [Fact]
    public void After_a_death_payments_and_declarations_of_the_enrolled_are_deceased_and_by_no_other_code()
    {
        Fengyan.ComesTo("low since 2023-11-02, 2024-01-01 to 2024-03-05; refund deceased 380; deceased",
            Fengyan.Pays(380, "2023-11-02"), Fengyan.Dies("2024-03-05"), Fengyan.Pays(380, "2024-03-06"));
        Fengyan.ComesTo("low since 2023-11-02, 2024-01-01 to 2024-03-05; refund nothing; deceased",
            Fengyan.Pays(380, "2023-11-02"), Fengyan.Dies("2024-03-05"), Fengyan.Declares("2024-03-06"));
        Fengyan.ComesTo("low since 2023-11-02, 2024-01-01 to 2024-03-05; refund overpaid 380; overpaid", // of the day itself
            Fengyan.Pays(380, "2023-11-02"), Fengyan.Dies("2024-03-05"), Fengyan.Pays(380, "2024-03-05"));
    }

    [Fact]
    public void After_a_death_nothing_else_changes_any_more() => Fengyan.ComesTo(
        "low since 2023-11-02, 2024-01-01 to 2024-03-05; refund nothing",
        Fengyan.Pays(380, "2023-11-02"), Fengyan.Dies("2024-03-05"), Fengyan.Leaves("2024-03-06"),
        Fengyan.Dies("2024-07-01"));

    [Fact]
    public void Without_an_enrollment_a_death_refunds_what_had_counted() => Fengyan.ComesTo(
        "not enrolled; refund deceased 200; deceased",
        Fengyan.Pays(200, "2023-11-02"), Fengyan.Dies("2023-11-10"));

    [Fact]
    public void Without_an_enrollment_what_comes_after_a_death_is_deceased_also_where_a_quote_would_refuse_it() => Fengyan.ComesTo(
        "not enrolled; refund deceased 380; deceased",
        Fengyan.Dies("2023-11-10"), Fengyan.Pays(380, "2025-11-11"), Fengyan.Declares("2023-11-12"));

    [Fact]
    public void What_was_set_aside_before_a_death_keeps_its_reason() => Fengyan.ComesTo(
        "not enrolled; refund deceased 200, tier-conflict 300; deceased tier-conflict",
        Fengyan.Pays(200, "2023-11-02"), Fengyan.Pays(300, "2023-11-03", Tier.High), Fengyan.Dies("2023-11-10"));

    [Fact]
    public void A_death_alone_is_no_exception() => Fengyan.ComesTo("not enrolled; refund nothing", Fengyan.Dies("2023-11-10"));

    [Fact]
    public void Without_an_enrollment_another_reason_changes_nothing()
    {
        Fengyan.ComesTo("low since 2023-11-02, 2024-01-01 to 2024-12-31; refund nothing",
            Fengyan.Leaves("2023-11-01"), Fengyan.Pays(380, "2023-11-02"));
        Fengyan.ComesTo("low since 2023-11-12, 2024-01-01 to 2024-12-31; refund nothing",
            Fengyan.Pays(200, "2023-11-02"), Fengyan.Leaves("2023-11-10"), Fengyan.Pays(180, "2023-11-12"));
    }

    [Fact]
    public void What_was_sent_back_after_a_withdrawal_lowers_what_is_due_and_too_much_is_a_case()
    {
        Fengyan.ComesTo("not enrolled; refund withdrawn 100; withdrawn",
            Fengyan.Pays(380, "2023-11-02"), Fengyan.Leaves("2023-11-20"), Fengyan.SentBack(280, "2023-11-02"));
        Fengyan.ComesTo("not enrolled; refund nothing; refund-exceeds-due withdrawn",
            Fengyan.Pays(380, "2023-11-02"), Fengyan.Leaves("2023-11-20"), Fengyan.SentBack(381, "2023-11-02"));
    }

    [Fact]
    public void After_a_change_of_tier_the_day_counts_from_the_first_payment_on_and_enrolling_anew_begins_anew()
    {
        Fengyan.ComesTo("high since 2023-11-02 by 2023-11-10, 2024-01-01 to 2024-12-31; refund nothing",
            Fengyan.Pays(380, "2023-11-02"), Fengyan.Pays(375, "2023-11-10", Tier.High));
        Fengyan.ComesTo("low since 2023-12-01, 2024-01-01 to 2024-12-31; refund withdrawn 755; withdrawn",
            Fengyan.Pays(380, "2023-11-02"), Fengyan.Pays(375, "2023-11-10", Tier.High), Fengyan.Leaves("2023-11-20"),
            Fengyan.Pays(380, "2023-12-01"));
    }

    [Fact]
    public void A_veteran_who_is_key_entitled_is_subsidised_by_who_certified_the_veteran() => Fengyan.ComesTo(
        "low since 2023-11-02, 2024-01-01 to 2024-12-31, key-entitled by 退役军人局; refund nothing",
        Fengyan.IsCertified("ill-veteran", "2023-01-01", "退役军人局"), Fengyan.Declares("2023-11-02"));

    [Fact]
    public void Certified_after_the_central_period_while_waiting_is_an_operators_case_and_no_money_moves() => Ruizhou.ComesTo(
        "single since 2024-01-27, 2024-04-27 to 2024-12-31; refund nothing; certified-while-waiting",
        Ruizhou.Pays(380, "2024-01-27", Tier.Single), Ruizhou.IsCertified("poverty-risk", "2024-02-10"));

    [Fact]
    public void What_the_operator_decides_is_to_be_refunded_and_nothing_where_it_is_nothing()
    {
        Ruizhou.ComesTo("single since 2024-01-27, 2024-04-27 to 2024-12-31; refund certified-while-waiting 320; certified-while-waiting",
            Ruizhou.Pays(380, "2024-01-27", Tier.Single), Ruizhou.IsCertified("poverty-risk", "2024-02-10"),
            Ruizhou.Decides(320, "poverty-risk", "2024-02-10", hour: 9));
        Ruizhou.ComesTo("single since 2024-01-27, 2024-04-27 to 2024-12-31; refund nothing",
            Ruizhou.Pays(380, "2024-01-27", Tier.Single), Ruizhou.IsCertified("poverty-risk", "2024-02-10"),
            Ruizhou.Decides(0, "poverty-risk", "2024-02-10", hour: 9));
    }

    [Fact]
    public void Of_two_decisions_the_later_counts() => Ruizhou.ComesTo(
        "single since 2024-01-27, 2024-04-27 to 2024-12-31; refund certified-while-waiting 100; certified-while-waiting",
        Ruizhou.Pays(380, "2024-01-27", Tier.Single), Ruizhou.IsCertified("poverty-risk", "2024-02-10"),
        Ruizhou.Decides(320, "poverty-risk", "2024-02-10", hour: 9), Ruizhou.Decides(100, "poverty-risk", "2024-02-10", hour: 10));

    [Fact]
    public void A_better_certification_after_the_decision_is_a_case_of_its_own_and_both_are_worth_no_more_than_the_better()
    {
        object[] facts =
        [
            Ruizhou.Pays(380, "2024-01-27", Tier.Single), Ruizhou.IsCertified("poverty-risk", "2024-02-10"),
            Ruizhou.Decides(320, "poverty-risk", "2024-02-10", hour: 9), Ruizhou.IsCertified("orphan", "2024-03-10"),
        ];
        Ruizhou.ComesTo(
            "single since 2024-01-27, 2024-04-27 to 2024-12-31; refund certified-while-waiting 320; certified-while-waiting", facts);
        Ruizhou.ComesTo(
            "single since 2024-01-27, 2024-04-27 to 2024-12-31; refund certified-while-waiting 380; certified-while-waiting",
            [.. facts, Ruizhou.Decides(380, "orphan", "2024-03-10", hour: 10)]);
    }

    [Fact]
    public void Certified_by_two_departments_it_is_decided_and_refunded_once() => Ruizhou.ComesTo(
        "single since 2024-01-27, 2024-04-27 to 2024-12-31; refund certified-while-waiting 200; certified-while-waiting",
        Ruizhou.Pays(380, "2024-01-27", Tier.Single), Ruizhou.IsCertified("poverty-risk", "2024-02-10"),
        Ruizhou.IsCertified("poverty-risk", "2024-02-10", "乡村振兴局"), Ruizhou.Decides(200, "poverty-risk", "2024-02-10", hour: 9));

    [Theory]
    [InlineData("2024-01-27")] // the day of payment: then it is no longer after it, and the whole year is covered (RZ3)
    [InlineData("2024-04-27")] // the first day of cover
    public void Certified_on_the_day_of_payment_or_when_cover_has_begun_it_is_no_case(string from) => Ruizhou.ComesTo(
        from == "2024-01-27"
            ? "single since 2024-01-27, 2024-01-01 to 2024-12-31, poverty-risk by 民政局; refund overpaid 320; overpaid"
            : "single since 2024-01-27, 2024-04-27 to 2024-12-31; refund nothing",
        Ruizhou.Pays(380, "2024-01-27", Tier.Single), Ruizhou.IsCertified("poverty-risk", from));

    [Fact]
    public void Within_the_central_period_it_is_a_late_certification_as_ever() => Ruizhou.ComesTo(
        "single since 2023-10-10, 2024-01-01 to 2024-12-31; refund late-certification 320; late-certification",
        Ruizhou.Pays(380, "2023-10-10", Tier.Single), Ruizhou.IsCertified("poverty-risk", "2023-12-31"));

    [Fact]
    public void Where_the_notice_refunds_no_late_certification_it_is_no_case() => Fengyan.ComesTo(
        "low since 2024-03-10, 2024-06-09 to 2024-12-31; refund nothing",
        Fengyan.Pays(380, "2024-03-10"), Fengyan.IsCertified("extreme-poverty", "2024-04-10"));

    [Fact]
    public void Withdrawn_while_waiting_nothing_more_than_was_paid_is_refunded() => Ruizhou.ComesTo(
        "not enrolled; refund withdrawn 380; withdrawn",
        Ruizhou.Pays(380, "2024-01-27", Tier.Single), Ruizhou.IsCertified("poverty-risk", "2024-02-10"),
        Ruizhou.Decides(320, "poverty-risk", "2024-02-10", hour: 9), Ruizhou.Leaves("2024-03-01"));
}

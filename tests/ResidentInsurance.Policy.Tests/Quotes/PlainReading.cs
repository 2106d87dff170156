using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy.Tests;

/// <summary>The five notices once more, written down campaign by campaign with literal figures, without packs and
/// without a common engine: what the product is compared with on cases that nobody wrote.</summary>
internal static class PlainReading
{
    private static readonly string[] KeyEntitledToo =
    [
        "martyr-family", "duty-death-family", "illness-death-family", "demobilised-veteran", "red-army-veteran", "ill-veteran",
        "war-veteran",
    ];

    private static readonly string[] Seven =
    [
        "extreme-poverty", "subsistence-allowance", "subsistence-margin", "returned-to-poverty", "unstable-escape",
        "poverty-risk", "sudden-hardship",
    ];

    /// <summary>The answer as <see cref="QuoteCase.Shown"/> writes it.</summary>
    /// <param name="breaksFrom">LZ3: the first year that counts as missed, as Lizi's notice has it if none is given.</param>
    public static string Answer(string campaign, string tier, DateOnly paid, PersonFacts person, int breaksFrom = 2025)
    {
        if (tier is not ("low" or "high" or "single") || (tier == "single") != (campaign == "ruizhou-2024"))
        {
            return "refused: unknown-tier";
        }

        if (person.BirthDate > paid)
        {
            return "refused: born-after-payment";
        }

        var high = tier == "high";
        var held = person.Identities.Where(identity => identity.From <= paid && (identity.To is null || paid < identity.To))
            .Select(identity => identity.Category).ToHashSet();
        if (KeyEntitledToo.Any(held.Contains))
        {
            held.Add("key-entitled");
        }

        return campaign switch
        {
            "fengyan-2024" => Fengyan(high, paid, person, held),
            "ruizhou-2024" => Ruizhou(paid, person, held),
            "lishui-2023" => Lishui(high, paid, person, held),
            "lezhi-2024" => Lezhi(high, paid, person, held),
            _ => Lizi(high, paid, person, held, breaksFrom),
        };
    }

    private static string Fengyan(bool high, DateOnly paid, PersonFacts person, HashSet<string> held)
    {
        var newborn = IsNewborn(person, paid, 2024);
        var student = person.Group == PersonGroup.UniversityStudent && !newborn;
        var contribution = student ? (high ? 725 : 350) : high ? 755 : 380;
        if (paid < (student ? D("2023-09-01") : D("2023-10-01")) || (!newborn && paid > D("2024-12-31")))
        {
            return "refused: outside-collection-period";
        }

        if (student && person.AcademicYearCovered)
        {
            return Given(0, 0, 0, 0, null, Later(D("2023-09-01"), person.BirthDate), D("2024-12-31"));
        }

        var options = new List<(int Yuan, string Category)>();
        foreach (var category in held)
        {
            options.Add(category switch
            {
                "extreme-poverty" when paid <= D("2024-12-31") => (380, category),
                "subsistence-allowance" when paid <= D("2024-12-31") => (high ? 380 : 342, category),
                "subsistence-margin" or "returned-to-poverty" or "unstable-escape" or "poverty-risk" or "sudden-hardship"
                    when paid <= D("2024-12-31") => (high ? 380 : 266, category),
                "key-entitled" or "severe-disability" or "orphan" or "unsupported-child" or "family-planning-reward"
                    or "family-planning-special" or "family-planning-special-child" or "family-planning-complication"
                    when paid <= D("2024-06-30") => (380, category),
                "martyr-family" or "duty-death-family" or "illness-death-family" or "demobilised-veteran"
                    when high && paid <= D("2024-06-30") => (755, category),
                _ => (0, category),
            });
        }

        var (subsidy, subsidised) = Best(options, contribution);
        var borne = !newborn && !student && paid >= D("2024-07-01") ? 640 : 0;
        var borneSubsidised = subsidised is not null && Seven.Contains(subsidised) ? borne : 0;
        var exempt = Seven.Append("escaped-poverty").Any(held.Contains);
        var from = newborn ? Later(person.BirthDate, D("2024-01-01"))
            : paid <= D("2023-12-31") ? (student && person.Freshman ? paid.AddDays(1) : D("2024-01-01"))
            : exempt ? paid.AddDays(1)
            : paid <= D("2024-02-29") ? FirstOfNextMonth(paid)
            : paid.AddDays(91);
        return Given(contribution, borne, subsidy, borneSubsidised, subsidised, Later(from, person.BirthDate), D("2024-12-31"));
    }

    private static string Ruizhou(DateOnly paid, PersonFacts person, HashSet<string> held)
    {
        var newborn = IsNewborn(person, paid, 2024);
        if (paid < D("2023-09-15") || (!newborn && paid > D("2024-12-31")))
        {
            return "refused: outside-collection-period";
        }

        var options = held.Select(category => category switch
        {
            "subsistence-allowance" or "returned-to-poverty" or "unstable-escape" or "poverty-risk" or "illness-monitored"
                or "unsupported-child" or "severe-disability" => (320, category),
            "extreme-poverty" or "orphan" or "disabled-soldier" or "martyr-family" or "duty-death-family"
                or "illness-death-family" or "red-army-veteran" or "demobilised-veteran" or "ill-veteran" or "war-veteran"
                or "enterprise-transferred-officer" or "pre1953-retired-soldier" or "unemployed-retired-soldier"
                or "martyr-child-60" => (380, category),
            _ => (0, category),
        }).ToList();
        var (subsidy, category) = Best(options, 380);
        var certified = category is not null;
        if (person.Group == PersonGroup.UniversityStudent && !newborn && subsidy < 380)
        {
            (subsidy, category) = (380, "university-student");
        }

        var special = person.Circumstances.Any(event_ => (event_.On is null || event_.On <= paid) && event_.Kind switch
        {
            "medical-assistance-unsubsidised" or "clergy" => true,
            "left-military-service" or "employee-insurance-interrupted" => event_.On is { } on && paid <= on.AddMonths(3),
            _ => event_.On is { } on && paid <= on.AddDays(90),
        });
        var from = newborn ? Later(person.BirthDate, D("2024-01-01"))
            : paid <= D("2023-12-31") || certified ? D("2024-01-01")
            : special ? paid.AddDays(1)
            : paid.AddDays(91);
        return Given(380, 0, subsidy, 0, category, Later(from, person.BirthDate), D("2024-12-31"));
    }

    private static string Lishui(bool high, DateOnly paid, PersonFacts person, HashSet<string> held)
    {
        var student = person.Group == PersonGroup.UniversityStudent;
        if (paid < (student ? D("2022-09-01") : D("2022-10-25")) || paid > D("2023-12-31"))
        {
            return "refused: outside-collection-period";
        }

        var contribution = student ? (high ? 695 : 320) : high ? 725 : 350;
        var options = held.Select(category => category switch
        {
            "extreme-poverty" => (350, category),
            "subsistence-allowance" => (high ? 350 : 315, category),
            "subsistence-margin" or "returned-to-poverty" or "unstable-escape" or "poverty-risk" or "sudden-hardship"
                or "severe-disability" or "key-entitled" or "hardship-student" or "severe-illness-poor" =>
                (high ? 350 : 245, category),
            "escaped-poverty" => (50, category),
            _ => (0, category),
        }).ToList();
        var (subsidy, subsidised) = Best(options, contribution);
        var from = paid <= D("2022-12-31") ? (student ? D("2022-09-01") : D("2023-01-01"))
            : paid <= D("2023-02-28") ? FirstOfNextMonth(paid)
            : paid.AddMonths(3).AddDays(1);
        var to = student && !person.Graduating ? D("2023-08-31") : D("2023-12-31");
        return Given(contribution, paid >= D("2023-07-01") ? 640 : 0, subsidy, 0, subsidised, Later(from, person.BirthDate), to);
    }

    private static string Lezhi(bool high, DateOnly paid, PersonFacts person, HashSet<string> held)
    {
        if (paid < D("2023-09-01") || paid > D("2024-02-29"))
        {
            return "refused: outside-collection-period";
        }

        var contribution = high ? 510 : 380;
        var options = held.Select(category => category switch
        {
            "land-requisitioned" or "key-entitled" => (high ? 510 : 0, category),
            "extreme-poverty" or "severe-disability" or "family-planning-special" or "orphan" or "unsupported-child"
                or "retrenched-worker" or "civil-disabled-worker" => (380, category),
            "subsistence-allowance" or "unstable-escape" or "sudden-hardship" or "poverty-risk" => (285, category),
            "moderate-disability" => (190, category),
            "escaped-poverty" => (95, category),
            _ => (0, category),
        }).ToList();
        var (subsidy, subsidised) = Best(options, contribution);
        return Given(contribution, 0, subsidy, 0, subsidised, Later(D("2024-01-01"), person.BirthDate), D("2024-12-31"));
    }

    private static string Lizi(bool high, DateOnly paid, PersonFacts person, HashSet<string> held, int breaksFrom)
    {
        var newborn = IsNewborn(person, paid, 2025);
        var student = person.Group == PersonGroup.UniversityStudent && !newborn;
        if (paid < D("2024-09-14") || (!newborn && paid > D("2025-09-30")))
        {
            return "refused: outside-collection-period";
        }

        var contribution = student ? (high ? 755 : 380) : high ? 775 : 400;
        var options = held.Select(category => paid > D("2025-09-30") ? (0, category) : category switch
        {
            "returned-to-poverty" or "unstable-escape" or "poverty-risk" or "sudden-hardship" or "subsistence-margin"
                or "severe-disability" or "civil-affairs-other" or "severe-illness-poor" => (high ? 400 : 280, category),
            "escaped-poverty" => (15, category),
            "extreme-poverty" or "orphan" or "unsupported-child" or "key-entitled" => (400, category),
            "subsistence-allowance" => (high ? 400 : 360, category),
            "demobilised-veteran" or "illness-death-family" or "duty-death-family" or "martyr-family" or "martyr-child-60" =>
                (high ? 775 : 0, category),
            _ => (0, category),
        }).ToList();
        var (subsidy, subsidised) = Best(options, contribution);
        var from = newborn ? Later(person.BirthDate, D("2025-01-01"))
            : paid <= D("2024-12-31") ? D("2025-01-01")
            : paid <= D("2025-02-28") ? FirstOfNextMonth(paid)
            : paid.AddDays(91);
        var missed = Enumerable.Range(breaksFrom, Math.Max(0, 2025 - breaksFrom)).Count(year => year > person.LastCoveredYear);
        if (!newborn && missed > 0)
        {
            from = Later(from, paid.AddMonths(3 + missed).AddDays(1));
        }

        var borne = !newborn && paid >= D("2025-07-01") ? 670 : 0;
        return Given(contribution, borne, subsidy, 0, subsidised, Later(from, person.BirthDate), D("2025-12-31"));
    }

    // G6.
    private static bool IsNewborn(PersonFacts person, DateOnly paid, int year) =>
        paid <= person.BirthDate.AddDays(90) && person.BirthDate.Year <= year;

    // G3; equal ones are told apart by the notice's order, which the comparison leaves out.
    private static (int Yuan, string? Category) Best(List<(int Yuan, string Category)> options, int contribution)
    {
        var best = options.OrderByDescending(option => option.Yuan).FirstOrDefault();
        return best.Yuan > 0 ? (Math.Min(best.Yuan, contribution), best.Category) : (0, null);
    }

    private static string Given(
        int contribution, int borne, int subsidy, int borneSubsidised, string? category, DateOnly from, DateOnly to) =>
        from > to ? "refused: waiting-outlasts-year" : QuoteCase.Shown(new Quote
        {
            Accepted = true,
            Contribution = Money.FromYuan(contribution),
            FiscalShareBorne = Money.FromYuan(borne),
            Subsidy = Money.FromYuan(subsidy),
            FiscalShareSubsidised = Money.FromYuan(borneSubsidised),
            SubsidyCategory = category,
            Due = Money.FromYuan(contribution + borne - subsidy - borneSubsidised),
            Coverage = new CoveragePeriod(from, to),
            Reasons = [],
        });

    private static DateOnly FirstOfNextMonth(DateOnly day) => day.AddDays(1 - day.Day).AddMonths(1);

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private static DateOnly D(string date) => DateOnly.Parse(date);
}

using System.Globalization;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>What can be wrong with a pack although each of its values is well written.</summary>
internal static class PackChecks
{
    public static void Check(PackData pack, PackFaults faults)
    {
        CheckContributions(pack, faults);
        CheckWindows(pack, faults);
        CheckSubsidies(pack, faults);
        CheckReferences(pack, faults);
        CheckAnnex(pack, faults);
        CheckBands(pack, faults);
    }

    private static void CheckContributions(PackData pack, PackFaults faults)
    {
        var tiers = pack.Tiers.Select(tier => tier.Tier).ToHashSet();
        foreach (var row in pack.Contributions.Where(row => !tiers.Contains(row.Tier)))
        {
            faults.Add(row.Source.Line, "TierNotDeclared", row.Tier.Code());
        }

        if (pack.FiscalShare.Financing is { } financing && Contribution(pack, pack.Tiers[0].Tier) is { } contribution
            && pack.FiscalShare.Amount + contribution != financing.Amount)
        {
            faults.Add(financing.Source.Line, "FinancingDiffers", financing.Amount.ToString(),
                (pack.FiscalShare.Amount + contribution).ToString());
        }

        foreach (var tier in pack.Tiers)
        {
            foreach (var group in pack.Contributions.Select(row => row.Group).Append(PersonGroup.Resident).Distinct())
            {
                if (!pack.Contributions.Any(row => row.Group == group && row.Tier == tier.Tier))
                {
                    faults.Add(tier.Source.Line, "NoContribution", tier.Tier.Code());
                }
            }
        }
    }

    private static Money? Contribution(PackData pack, Tier tier) =>
        pack.Contributions.FirstOrDefault(paid => paid.Group == PersonGroup.Resident && paid.Tier == tier)?.Amount;

    private static void CheckWindows(PackData pack, PackFaults faults)
    {
        var central = pack.Windows.Where(window => window.Central).ToList();
        if (central.Count != 1)
        {
            faults.Add(pack.Windows.Count == 0 ? 1 : pack.Windows[0].Source.Line, "NotOneCentralWindow");
        }

        foreach (var window in pack.Windows.Where(window => window.To < window.From))
        {
            faults.Add(window.Source.Line, "EndsBeforeItBegins", Day(window.From), Day(window.To));
        }

        var holes = new HashSet<(DateOnly From, DateOnly To)>();
        foreach (var (former, next) in pack.Windows.Zip(pack.Windows.Skip(1)))
        {
            if (next.From <= former.To)
            {
                faults.Add(next.Source.Line, "WindowsOverlap", Day(next.From), Day(former.To));
            }
            else if (next.From > former.To.AddDays(1))
            {
                var hole = (From: former.To.AddDays(1), To: next.From.AddDays(-1));
                holes.Add(hole);
                if (!pack.Gaps.Any(gap => (gap.From, gap.To) == hole))
                {
                    faults.Add(next.Source.Line, "UndeclaredGap", Day(hole.From), Day(hole.To));
                }
            }
        }

        foreach (var gap in pack.Gaps.Where(gap => !holes.Contains((gap.From, gap.To))))
        {
            faults.Add(gap.Source.Line, gap.To < gap.From ? "EndsBeforeItBegins" : "NotAGap", Day(gap.From), Day(gap.To));
        }

        // A year that was not moved with the rest is the commonest slip in a copied pack.
        foreach (var window in pack.Windows.Where(window => window.From.Year < pack.Year - 1 || window.To.Year > pack.Year))
        {
            faults.Add(window.Source.Line, "NotInCampaign", Day(window.From), Day(window.To),
                pack.Year.ToString(CultureInfo.InvariantCulture));
        }

        if (pack.LastDay.On.Year != pack.Year)
        {
            faults.Add(pack.LastDay.Source.Line, "NotInYear", Day(pack.LastDay.On),
                pack.Year.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void CheckSubsidies(PackData pack, PackFaults faults)
    {
        // The categories of a row share its amounts, so a wrong amount is reported once.
        var amounts = pack.Subsidies
            .SelectMany(row => pack.Tiers.Select(tier => (tier.Tier, Amount: row.Of(tier.Tier)!)))
            .Where(row => row.Amount is not null).Distinct();
        foreach (var (tier, amount) in amounts)
        {
            if (Contribution(pack, tier) is not { } whole)
            {
                continue;
            }

            if (amount.Amount > whole)
            {
                faults.Add(amount.Source.Line, "SubsidyAboveContribution", amount.Amount.ToString(), whole.ToString(), tier.Code());
            }

            if (amount.Remains is { } remains && whole - amount.Amount != remains)
            {
                faults.Add(amount.RemainsSource!.Value.Line, "RemainsDiffer", remains.ToString(), (whole - amount.Amount).ToString());
            }
        }

        foreach (var repeated in pack.Subsidies.GroupBy(row => row.Category).Where(rows => rows.Count() > 1))
        {
            faults.Add(repeated.Last().Source.Line, "Repeated", repeated.Key);
        }
    }

    private static void CheckReferences(PackData pack, PackFaults faults)
    {
        // Reasons are stored with this separator.
        foreach (var department in pack.Departments.Where(known => known.Name.Contains('|', StringComparison.Ordinal)))
        {
            faults.Add(department.Source.Line, "BadName", department.Name);
        }

        var departments = pack.Departments.Select(department => department.Key).ToHashSet();
        var named = pack.Subsidies.SelectMany(row => new[] { (row.Certifier, row.Source), (row.Payer, row.Source) });
        if (pack.Students.WholeSubsidy is { } whole)
        {
            named = named.Append((whole.Payer, whole.Source));
        }

        foreach (var (key, source) in named.Where(name => !departments.Contains(name.Item1)).Distinct())
        {
            faults.Add(source.Line, "UnknownDepartment", key);
        }
    }

    private static void CheckAnnex(PackData pack, PackFaults faults)
    {
        var annex = pack.Annex;
        var task = annex.Villages.Sum(village => (long)village.Task);
        if (annex.TaskTotal is { } taskTotal && taskTotal != task)
        {
            faults.Add(annex.Source.Line, "AnnexSum", Number(taskTotal), Number(task));
        }

        var population = annex.Villages.Sum(village => (long)(village.Population ?? 0));
        if (annex.PopulationTotal is { } populationTotal && populationTotal != population)
        {
            faults.Add(annex.Source.Line, "AnnexSum", Number(populationTotal), Number(population));
        }

        foreach (var twins in annex.Villages.GroupBy(village => (village.Township, village.Name)).Where(group => group.Count() > 1))
        {
            faults.Add(twins.Last().Source.Line, "Repeated", twins.Key.Name);
        }

        foreach (var twins in annex.Villages.GroupBy(village => village.Code).Where(group => group.Count() > 1))
        {
            faults.Add(twins.Last().Source.Line, "Repeated", twins.Key.Value);
        }

        foreach (var twins in annex.Townships.GroupBy(township => township.Code).Where(group => group.Count() > 1))
        {
            faults.Add(twins.Last().Source.Line, "Repeated", twins.Key);
        }

        foreach (var target in pack.Operations.Targets.Where(target => target.Measure == TargetMeasure.Task))
        {
            if (target.Persons is { } persons && annex.TaskTotal is { } total && persons != total)
            {
                faults.Add(target.Source.Line, "AnnexSum", Number(persons), Number(total));
            }
        }
    }

    private static void CheckBands(PackData pack, PackFaults faults)
    {
        var score = pack.Operations.Score;
        if (score is not null && !Falling([.. score.Bands.Select(band => band.AtLeastPercent)]))
        {
            faults.Add(score.Source.Line, "BandsNotFalling");
        }

        var fund = pack.Operations.VillageFund;
        if (fund is not null && !Falling([.. fund.Bands.Select(band => band.AtLeastPercent)]))
        {
            faults.Add(fund.Source.Line, "BandsNotFalling");
        }
    }

    private static bool Falling(List<decimal> rates) => rates.Zip(rates.Skip(1)).All(pair => pair.First > pair.Second);

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

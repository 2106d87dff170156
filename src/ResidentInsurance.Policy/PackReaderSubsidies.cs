using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>The subsidy rows of a pack. A row of the file has the notice's figures once and lists its categories, each
/// with the department that certifies it; here it becomes one row a category.</summary>
internal static class PackReaderSubsidies
{
    public static List<SubsidyRow> Rows(PackNode node, IReadOnlyList<ContributionRow> contributions, PackFaults faults)
    {
        Money? Contribution(Tier tier) =>
            contributions.FirstOrDefault(row => row.Group == PersonGroup.Resident && row.Tier == tier)?.Amount;

        var tiers = contributions.Select(row => row.Tier).ToHashSet();
        var rows = node.Required("rows").Items()
            .SelectMany(row => faults.Try(() => Row(row, tiers, Contribution)) ?? []).ToList();
        node.NothingElse();
        return rows;
    }

    public static List<Implication> Implications(PackNode? node)
    {
        var implications = new List<Implication>();
        foreach (var row in node?.Items() ?? [])
        {
            implications.Add(new Implication(
                row.Required("categories").CategoryList(), row.Required("implied").Category(), row.Source()));
            row.NothingElse();
        }

        return implications;
    }

    public static Citation? Refund(PackNode? node)
    {
        if (node is null)
        {
            return null;
        }

        node.Required("refund").Word("difference");
        node.NothingElse();
        return node.Source();
    }

    private static List<SubsidyRow> Row(PackNode row, HashSet<Tier> tiers, Func<Tier, Money?> contribution)
    {
        SubsidyAmount? Amount(Tier tier)
        {
            if (!tiers.Contains(tier))
            {
                return null;
            }

            var node = row.Required(tier.Code());
            var source = node.Source();
            return node.Text() switch
            {
                "none" => null,
                // G4: the notice gives the high tier no amount of its own.
                "same" when tier == Tier.High && Amount(Tier.Low) is { } low =>
                    low with { Source = source with { Reading = QuoteTables.Join(source.Reading, "G4") } },
                _ => new SubsidyAmount(node.YuanOfPercent(contribution), source),
            };
        }

        var (low, high, single) = (Amount(Tier.Low), Amount(Tier.High), Amount(Tier.Single));
        var until = row.Optional("until");
        var share = row.Optional("fiscalShare");
        share?.Word("subsidised");
        var payer = row.Required("payer");
        _ = payer.Source();
        var rows = new List<SubsidyRow>();
        foreach (var entry in row.Required("categories").Entries())
        {
            var certifier = entry.Text();
            rows.Add(new SubsidyRow(
                PackValues.Category(entry, entry.Key), low, high, single, until?.Date(), until?.Source() ?? row.Source(),
                share?.Source(), certifier, payer.Text() == "certifier" ? certifier : payer.Text(),
                row.Source() with { Line = entry.Line }));
        }

        row.NothingElse();
        return rows;
    }
}

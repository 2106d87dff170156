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
        var (certifier, payer) = (node.Optional("certifier"), node.Optional("payer"));
        var rows = node.Required("rows").Items()
            .SelectMany(row => faults.Try(() => Row(row, certifier, payer, tiers, Contribution)) ?? []).ToList();
        node.NothingElse();
        return rows;
    }

    public static IdentityRules Identity(PackNode? node)
    {
        Citation? Said(string key, string word)
        {
            var rule = node?.Optional(key);
            rule?.Word(word);
            return rule?.Source();
        }

        return new IdentityRules(
            Said("several", "highest"), Said("afterPayment", "unchanged"), Said("ended", "no-subsidy"));
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

    // The departments that certify and pay may be named once for all rows. A row or a category may name others.
    private static List<SubsidyRow> Row(
        PackNode row, PackNode? certifiers, PackNode? payers, HashSet<Tier> tiers, Func<Tier, Money?> contribution)
    {
        var remains = row.Optional("remains");
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
                    low with { Source = source with { Reading = Citation.Join(source.Reading, "G4") } },
                _ => new SubsidyAmount(
                    node.YuanOfPercent(contribution), source, tier == Tier.High ? null : remains?.Yuan(),
                    tier == Tier.High ? null : remains?.Source()),
            };
        }

        var (low, high, single) = (Amount(Tier.Low), Amount(Tier.High), Amount(Tier.Single));
        var until = row.Optional("until");
        var share = row.Optional("fiscalShare");
        share?.Word("subsidised");
        var certifierSource = (row.Optional("certifier") ?? certifiers)?.Source() ?? row.Source();
        var (payer, payerSource) = Department(row.Optional("payer") ?? payers ?? row.Required("payer"));
        var rows = new List<SubsidyRow>();
        foreach (var entry in row.Required("categories").Entries())
        {
            var (certifier, own) = Department(entry);
            var certified = entry.IsMapping ? own : certifierSource;
            var paidByCertifier = payer == "certifier";
            // The notice may state that the certifier pays, while the name of the certifier is still borrowed.
            var paid = paidByCertifier && payerSource.Mark is null
                ? payerSource with { Mark = certified.Mark, TakenFrom = certified.TakenFrom }
                : payerSource;
            rows.Add(new SubsidyRow(
                PackValues.Category(entry, entry.Key), low, high, single, until?.Date(), until?.Source() ?? row.Source(),
                share?.Source(), certifier, certified, paidByCertifier ? certifier : payer, paid,
                row.Source() with { Line = entry.Line }));
        }

        row.NothingElse();
        return rows;
    }

    // A department's key, alone or as {is: key, …} with a citation of its own.
    private static (string Key, Citation Source) Department(PackNode node)
    {
        var key = node.IsMapping ? node.Required("is") : node;
        var department = (key.Text(), key.Source());
        if (node.IsMapping)
        {
            node.NothingElse();
        }

        return department;
    }
}

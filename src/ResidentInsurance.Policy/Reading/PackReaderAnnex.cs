using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>The annex of a pack: townships, villages, stated totals.</summary>
internal static class PackReaderAnnex
{
    public static Annex Read(PackNode node, CountyCode county)
    {
        if (node.IsNotStated)
        {
            return new Annex([], null, null, VillagesStated: false, new Citation("", null, null, node.Line));
        }

        var position = 0;
        var stated = false;
        var townships = new List<Township>();
        foreach (var township in node.Required("townships").Items())
        {
            var name = township.Required("name").Text();
            var slug = township.Required("code").Text();
            var villages = new List<Village>();
            foreach (var village in township.Optional("villages")?.Items() ?? [])
            {
                stated = true;
                villages.Add(Village(village, $"{county}.{slug}.", name, ++position));
            }

            _ = township.Required("villages");
            townships.Add(new Township(slug, name, villages, township.Source()));
            township.NothingElse();
        }

        var total = node.Required("total").IsNotStated ? null : node.Optional("total");
        var annex = new Annex(
            townships, Stated(total, "population"), Stated(total, "task"), stated, total?.Source() ?? node.Source());
        total?.NothingElse();
        node.NothingElse();
        return annex;
    }

    // Where the notice has no total, the pack has to say so instead of leaving the key out.
    private static int? Stated(PackNode? total, string key) =>
        total is null || total.Required(key).IsNotStated ? null : total.Required(key).Persons();

    private static Village Village(PackNode node, string prefix, string township, int position)
    {
        var code = node.Required("code");
        if (!VillageCode.TryParse(prefix + code.Text(), out var villageCode))
        {
            throw new PackValueException(code.Line, "BadVillageCode", code.Text());
        }

        // The table's heading gives the unit of its columns.
        var population = node.Required("population");
        var village = new Village(
            villageCode, township, node.Required("name").Text(), population.IsNotStated ? null : population.Count(),
            node.Required("task").Count(), position, node.Source());
        node.NothingElse();
        return village;
    }
}

namespace ResidentInsurance.Policy;

/// <summary>The benefits of a pack. Each part must be there: with figures, or as <c>not-stated</c>.</summary>
internal static class PackReaderBenefits
{
    public static Benefits Read(PackNode node)
    {
        var benefits = new Benefits
        {
            OutpatientCap = Stated(node, "outpatientCap", Amounts),
            Inpatient = Stated(node, "inpatient", Inpatient),
            InpatientFundShare = Stated(node, "inpatientFundShare", part => new StatedRate(part.Percent(), part.Source())),
            CriticalIllness = Stated(node, "criticalIllness", CriticalIllness),
            Maternity = Stated(node, "maternity", Maternity),
            Promises = [.. node.Optional("promises")?.Entries()
                .Select(entry => new Promise(entry.Word("promised") is { } ? entry.Key : "", entry.Source())) ?? []],
        };
        node.NothingElse();
        return benefits;
    }

    private static T? Stated<T>(PackNode node, string key, Func<PackNode, T> read)
        where T : class
    {
        var part = node.Required(key);
        return part.IsNotStated ? null : read(part);
    }

    private static TierAmounts Amounts(PackNode node) => new(
        [.. node.Entries().Select(entry => (entry.KeyTier(), entry.Yuan()))], node.Source());

    private static InpatientRates Inpatient(PackNode node)
    {
        var rates = new InpatientRates(
            node.Required("primary").Percent(), node.Required("secondary").Percent(), node.Required("tertiary").Percent(),
            node.Required("highTier").Points(), node.Required("minor").Points(), node.Source());
        node.NothingElse();
        return rates;
    }

    private static CriticalIllness CriticalIllness(PackNode node)
    {
        var illness = new CriticalIllness(
            node.Required("deductible").Yuan(), node.Required("from").Date(), Stated(node, "tilt", Tilt), node.Source());
        node.NothingElse();
        return illness;
    }

    private static CriticalIllnessTilt Tilt(PackNode node)
    {
        var tilt = new CriticalIllnessTilt(
            node.Required("categories").CategoryList(), node.Required("deductible").Percent(),
            node.Required("rate").Points(), node.Optional("uncapped").Flag(), node.Source());
        node.NothingElse();
        return tilt;
    }

    private static Maternity Maternity(PackNode node)
    {
        var maternity = new Maternity(
            node.Required("prenatalCap").Yuan(), node.Required("delivery").Yuan(), node.Optional("caesareanFloor")?.Yuan(),
            node.Source());
        node.NothingElse();
        return maternity;
    }
}

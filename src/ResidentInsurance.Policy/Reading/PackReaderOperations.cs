using System.Globalization;

namespace ResidentInsurance.Policy;

/// <summary>Targets, deadlines, reports, scores and funds. What a notice does not order is absent.</summary>
internal static class PackReaderOperations
{
    public static Operations Read(PackNode root) => new()
    {
        Targets = Rows(root, "targets", Target),
        Deadlines = Rows(root, "deadlines", Deadline),
        Reports = Rows(root, "reports", Report),
        PublicList = Part(root, "publicList", PublicList),
        Score = Part(root, "score", Score),
        VillageFund = Part(root, "villageFund", Fund),
        StaffQuota = Part(root, "staffQuota", node => new StaffQuota(node.Required("persons").Persons(), node.Source())),
        Assessment = Rows(root, "assessment", Assessment),
        Collection = Rows(root, "collection", node =>
            new CollectionRule(node.Required("rule").Word([.. CollectionRule.Known]), node.Source())),
        OperatorRules = Rows(root, "operatorRules", node =>
            new OperatorRule(node.Required("rule").Word([.. OperatorRule.Known]), node.Source())),
    };

    private static List<T> Rows<T>(PackNode root, string key, Func<PackNode, T> read)
    {
        var rows = new List<T>();
        foreach (var row in root.Optional(key)?.Items() ?? [])
        {
            rows.Add(read(row));
            row.NothingElse();
        }

        return rows;
    }

    private static T? Part<T>(PackNode root, string key, Func<PackNode, T> read)
        where T : class
    {
        if (root.Optional(key) is not { } node)
        {
            return null;
        }

        var part = read(node);
        node.NothingElse();
        return part;
    }

    private static Target Target(PackNode node)
    {
        var measure = node.Required("measure").Word("participation", "task", "special-groups") switch
        {
            "participation" => TargetMeasure.Participation,
            "task" => TargetMeasure.Task,
            _ => TargetMeasure.SpecialGroups,
        };
        var categories = measure == TargetMeasure.SpecialGroups ? node.Required("categories").CategoryList() : [];
        var rate = node.Required("rate");
        var elsewhere = node.Optional("residentsFromElsewhere");
        elsewhere?.Word("counted");
        return new Target(
            measure, rate.IsNotStated ? null : rate.Percent(), node.Optional("persons")?.Persons(), categories,
            elsewhere?.Source(), node.Source());
    }

    private static Deadline Deadline(PackNode node) => new(
        node.Required("subject").Word("special-groups", "villages-done", "collection-ends", "extension-limit"),
        node.Required("on").Date(), node.Source());

    private static ReportOrder Report(PackNode node)
    {
        var every = node.Required("every");
        var weekly = !every.IsNotStated && every.Word("week") == "week";
        var time = node.Optional("time");
        var (first, last) = (node.Optional("first"), node.Optional("last"));
        return new ReportOrder(
            weekly, Weekday(node.Optional("weekday")),
            time is null ? null
                : TimeOnly.TryParseExact(time.Text(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at
                : throw new PackValueException(time.Line, "NotATime", time.Text()),
            first?.Date(), last?.Date(), (first ?? last)?.Source(), node.Optional("ranked").Flag(), node.Source());
    }

    private static DayOfWeek? Weekday(PackNode? node) =>
        node?.Word("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday") switch
        {
            null => null,
            "monday" => DayOfWeek.Monday,
            "tuesday" => DayOfWeek.Tuesday,
            "wednesday" => DayOfWeek.Wednesday,
            "thursday" => DayOfWeek.Thursday,
            "friday" => DayOfWeek.Friday,
            "saturday" => DayOfWeek.Saturday,
            _ => DayOfWeek.Sunday,
        };

    private static PublicListOrder PublicList(PackNode node)
    {
        var telephone = node.Optional("telephone");
        return new PublicListOrder(
            node.Required("detail").Word("households", "village-sums") == "households",
            telephone is null ? null : new Telephone(telephone.Text(), telephone.Source()), node.Source());
    }

    private static AssessmentRule Assessment(PackNode node) => new(
        node.Required("rule").Word([.. AssessmentRule.Known]),
        [.. node.Required("of").Items().Select(item => item.Word([.. AssessmentRule.KnownSubjects]))],
        node.Optional("year")?.Year(), node.Source());

    private static ScoreRule Score(PackNode node) => new(
        node.Required("on").Date(), node.Optional("base")?.Date(), node.Optional("base")?.Source(),
        Bands(node, band => new ScoreBand(band.Required("atLeast").Percent(), band.Required("loses").Points())),
        node.Required("otherwise").Points(), node.Source());

    private static VillageFund Fund(PackNode node) => new(
        node.Required("on").Date(), node.Required("on").Source(),
        Bands(node, band => new FundBand(band.Required("atLeast").Percent(), band.Required("perPerson").Yuan())),
        node.Source());

    private static List<T> Bands<T>(PackNode node, Func<PackNode, T> read)
    {
        var bands = new List<T>();
        foreach (var band in node.Required("bands").Items())
        {
            bands.Add(read(band));
            band.NothingElse();
        }

        return bands;
    }
}

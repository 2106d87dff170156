using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>The parts of a pack that decide dates.</summary>
internal static class PackReaderTime
{
    public static Box<(IReadOnlyList<Window> Windows, IReadOnlyList<Gap> Gaps)> Windows(PackNode node, PackFaults faults)
    {
        var windows = node.Required("rows").Items().Select(row => faults.Try(() => Row(row))).OfType<Window>().ToList();
        var gaps = (node.Optional("gaps")?.Items() ?? []).Select(row => faults.Try(() => Gap(row))).OfType<Gap>().ToList();
        node.NothingElse();
        return new((windows, gaps));
    }

    public static DatedRule LastDay(PackNode node) => Dated(node, "lastDay");

    public static DatedRule? FullYear(PackNode? node) => node is null ? null : Dated(node, "until");

    public static CategoryRule? WaitingExempt(PackNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var rule = new CategoryRule(node.Required("categories").CategoryList(), node.Source());
        node.NothingElse();
        return rule;
    }

    public static List<SpecialRight> SpecialRights(PackNode? node)
    {
        if (node is null)
        {
            return [];
        }

        var until = node.Required("until");
        var rights = node.Required("rows").Items().Select(row => Right(row, until)).ToList();
        node.NothingElse();
        return rights;
    }

    public static NewbornRule? Newborns(PackNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var dependant = node.Optional("withGuardian");
        dependant?.Word("covered");
        var rule = new NewbornRule(node.Required("within").Days(), dependant?.Source(), node.Required("within").Source());
        node.NothingElse();
        return rule;
    }

    public static BreakRule? Breaks(PackNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var rule = new BreakRule(
            node.Required("base").Months(), node.Required("eachMissedYear").Months(),
            node.Optional("countFrom")?.Year(), node.Source());
        node.NothingElse();
        return rule;
    }

    public static StudentRules Students(PackNode? node)
    {
        if (node is null)
        {
            return new StudentRules();
        }

        var never = node.Optional("fiscalShare");
        never?.Word("never");
        var freshmen = node.Optional("freshmen");
        freshmen?.Word("day-after-payment");
        var rules = new StudentRules
        {
            NeverBearFiscalShare = never?.Source(),
            CentralFrom = OptionalDate(node, "centralFrom"),
            FreshmenNextDay = freshmen?.Source(),
            AcademicYear = node.Optional("academicYearPaid") is { } year ? Period(year) : null,
            CoverFrom = OptionalDate(node, "coverFrom"),
            LastDay = OptionalDate(node, "lastDay"),
            GraduatingLastDay = OptionalDate(node, "graduatingLastDay"),
            WholeSubsidy = node.Optional("wholeSubsidy") is { } subsidy ? Subsidy(subsidy) : null,
        };
        node.NothingElse();
        return rules;
    }

    private static Window Row(PackNode row)
    {
        var (from, to, startNode) = (row.Required("from"), row.Required("to"), row.Required("start"));
        var (start, waiting) = Start(startNode);
        var borne = row.Optional("fiscalShare");
        borne?.Word("borne");
        var window = new Window(
            from.Date(), to.Date(), start, waiting, row.Optional("central").Flag(), borne?.Source(), row.Source(),
            from.Source(), to.Source(), startNode.Source());
        row.NothingElse();
        return window;
    }

    private static Gap Gap(PackNode row)
    {
        var gap = new Gap(row.Required("from").Date(), row.Required("to").Date(), row.Source());
        row.NothingElse();
        return gap;
    }

    private static (WindowStart Start, int Waiting) Start(PackNode node) => node.Text() switch
    {
        "year-start" => (WindowStart.YearStart, 0),
        "next-month" => (WindowStart.NextMonth, 0),
        _ when node.Unit() == "days" => (WindowStart.Days, node.Days()),
        _ => (WindowStart.Months, node.Months()),
    };

    private static SpecialRight Right(PackNode row, PackNode until)
    {
        var kind = row.Required("kind");
        if (!Circumstances.IsKnown(kind.Text()))
        {
            throw new PackValueException(kind.Line, "UnknownCircumstance", kind.Text());
        }

        var within = row.Required("within");
        var unlimited = within.Text() == "unlimited";
        var inDays = !unlimited && within.Unit() == "days";
        var right = new SpecialRight(
            kind.Text(), inDays ? within.Days() : null, unlimited || inDays ? null : within.Months(),
            row.Optional("family").Flag(), until.Date(), until.Source(), row.Source());
        row.NothingElse();
        return right;
    }

    private static DatedRule Dated(PackNode node, string key)
    {
        var rule = OptionalDate(node, key) ?? throw new PackValueException(node.Line, "Missing", key);
        node.NothingElse();
        return rule;
    }

    private static DatedRule? OptionalDate(PackNode node, string key) =>
        node.Optional(key) is { } date ? new DatedRule(date.Date(), date.Source()) : null;

    private static CoveredYear Period(PackNode node)
    {
        var period = new CoveredYear(node.Required("from").Date(), node.Required("to").Date(), node.Source());
        node.NothingElse();
        return period;
    }

    private static StudentSubsidy Subsidy(PackNode node)
    {
        var payer = node.Required("payer");
        var subsidy = new StudentSubsidy(payer.Text(), payer.Source(), node.Source());
        node.NothingElse();
        return subsidy;
    }
}

using ResidentInsurance.Contracts;
using static ResidentInsurance.Policy.SheetCells;

namespace ResidentInsurance.Policy;

/// <summary>One part of a pack as a table. The first column names its rows, so that two packs can be compared.</summary>
public sealed record PackSection(
    string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A whole pack as tables in Chinese, for people who compare it with its notice.</summary>
internal static class PackSheet
{
    public static IReadOnlyList<PackSection> Of(CompiledPack pack) =>
    [
        Header(pack.Data),
        Scope(pack.Data),
        Contributions(pack.Data),
        Windows(pack.Data),
        Subsidies(pack),
        Certifiers(pack),
        new(Texts.Sheet_Rules, [Texts.Sheet_Rule, Texts.Sheet_Content, Texts.Sheet_Place], [.. PackSheetRules.Of(pack.Data)]),
        new(Texts.Sheet_Benefits, [Texts.Sheet_Rule, Texts.Sheet_Content, Texts.Sheet_Place], [.. PackSheetBenefits.Of(pack.Data)]),
        new(Texts.Sheet_Operations, [Texts.Sheet_Rule, Texts.Sheet_Content, Texts.Sheet_Place], [.. PackSheetOperations.Of(pack.Data)]),
        Annex(pack.Data),
    ];

    private static PackSection Header(PackData pack) => new(pack.Title, [Texts.Sheet_Rule, Texts.Sheet_Content],
    [
        [Texts.Sheet_Id, pack.Id.Value],
        [Texts.Sheet_Version, Text($"{pack.Version}")],
        [Texts.Sheet_Year, Text($"{pack.Year}")],
        [Texts.Sheet_County, pack.County.Value],
        [Texts.Sheet_Area, pack.Notice.Area],
        [Texts.Sheet_Notice, pack.Notice.Number],
        [Texts.Sheet_Publisher, pack.Notice.Publisher],
        [Texts.Sheet_Issued, Day(pack.Notice.Issued)],
    ]);

    private static PackSection Scope(PackData pack)
    {
        var rows = pack.Scope.Select(IReadOnlyList<string> (row) =>
        [
            Named("Scope", row.Who), row.Area ?? Texts.Sheet_NotStated,
            row.WithoutEmployeeInsurance ? Texts.Sheet_WithoutEmployeeInsurance : Texts.Sheet_Nothing, Cited(row.Source),
        ]).ToList();
        return new(Texts.Sheet_Scope,
            [Texts.Sheet_Who, Texts.Sheet_ScopeArea, Texts.Sheet_Condition, Texts.Sheet_Place],
            rows.Count > 0 ? rows : [[Texts.Sheet_NotStated, "", "", ""]]);
    }

    private static PackSection Contributions(PackData pack)
    {
        var rows = pack.Contributions.Select(IReadOnlyList<string> (row) =>
        [
            Group(row.Group) + TierName(pack, row.Tier), Text($"{row.Amount}"), Cited(row.Source),
        ]).ToList();
        rows.Add([Texts.Sheet_FiscalShare, Text($"{pack.FiscalShare.Amount}"), Cited(pack.FiscalShare.Source)]);
        if (pack.FiscalShare.Financing is { } financing)
        {
            rows.Add([Texts.Sheet_Financing, Text($"{financing.Amount}"), Cited(financing.Source)]);
        }

        return new(Texts.Sheet_Contributions, [Texts.Sheet_Who, Texts.Sheet_Yuan, Texts.Sheet_Place], rows);
    }

    private static PackSection Windows(PackData pack)
    {
        var rows = pack.Windows.Select(IReadOnlyList<string> (window, index) =>
        [
            Text($"{index + 1}"), Placed(Day(window.From), window.FromSource, window.Source),
            Placed(Day(window.To), window.ToSource, window.Source), Placed(Start(window), window.StartSource, window.Source),
            window.FiscalShareBorne is { } borne
                ? Placed(Texts.Sheet_BornePersonally, borne, window.Source) : Texts.Sheet_Nothing,
            window.Central ? Texts.Sheet_Yes : Texts.Sheet_Nothing, Cited(window.Source),
        ]).ToList();
        rows.AddRange(pack.Gaps.Select(IReadOnlyList<string> (gap) =>
            [Texts.Sheet_Gap, Day(gap.From), Day(gap.To), "", "", "", Cited(gap.Source)]));
        rows.Add([Texts.Sheet_LastDay, "", Day(pack.LastDay.On), "", "", "", Cited(pack.LastDay.Source)]);
        return new(Texts.Sheet_Windows,
        [
            Texts.Sheet_Number, Texts.Sheet_From, Texts.Sheet_To, Texts.Sheet_Start, Texts.Sheet_FiscalShare,
            Texts.Sheet_Central, Texts.Sheet_Place,
        ], rows);
    }

    private static PackSection Subsidies(CompiledPack pack)
    {
        var rows = pack.Data.Subsidies.Select(IReadOnlyList<string> (row) =>
        [
            IdentityCategories.Name(row.Category),
            .. pack.Tiers.Select(tier => row.Of(tier) is { } amount
                ? Placed(Text($"{amount.Amount}"), amount.Source, row.Source) + Remains(amount) : Texts.Sheet_Nothing),
            row.Until is null ? Texts.Sheet_Nothing : Placed(Day(row.Until), row.UntilSource, row.Source),
            row.FiscalShareSource is { } share ? Placed(Texts.Sheet_Yes, share, row.Source) : Texts.Sheet_Nothing,
            Cited(row.Source),
        ]).ToList();
        return new(Texts.Sheet_Subsidies,
        [
            Texts.Sheet_Category, .. pack.Data.Tiers.Select(tier => tier.Name), Texts.Sheet_Until, Texts.Sheet_ShareToo,
            Texts.Sheet_Place,
        ], rows);
    }

    private static string Remains(SubsidyAmount amount) => amount.Remains is { } remains
        ? Filled(Texts.Sheet_Remains, Placed(Text($"{remains}"), amount.RemainsSource, amount.Source))
        : "";

    private static PackSection Certifiers(CompiledPack pack)
    {
        IEnumerable<string> categories = pack.Data.Subsidies.Select(row => row.Category);
        var rows = categories.Select(IReadOnlyList<string> (category) =>
        [
            IdentityCategories.Name(category), pack.Certifier(category)!.Name, Cited(pack.Certifier(category)!.Source),
            pack.Payer(category)!.Name, Cited(pack.Payer(category)!.Source),
        ]).ToList();
        if (pack.Payer(StudentSubsidy.Category) is { } payer)
        {
            rows.Add([Texts.Group_university_student, Texts.Sheet_Nothing, "", payer.Name, Cited(payer.Source)]);
        }

        return new(Texts.Sheet_Certifiers,
        [
            Texts.Sheet_Category, Texts.Sheet_Certifier, Texts.Sheet_CertifierPlace, Texts.Sheet_Payer, Texts.Sheet_PayerPlace,
        ], rows);
    }

    private static PackSection Annex(PackData pack)
    {
        var rows = pack.Annex.Villages.Select(IReadOnlyList<string> (village) =>
        [
            village.Code.Value, village.Township, village.Name,
            village.Population is { } people ? Text($"{people}") : Texts.Sheet_NotStated, Text($"{village.Task}"),
        ]).ToList();
        if (!pack.Annex.VillagesStated)
        {
            rows.Add([Texts.Sheet_NotStated, string.Join('、', pack.Annex.Townships.Select(township => township.Name)), "", "", ""]);
        }

        rows.Add([Texts.Sheet_Total, "", "", Total(pack.Annex.PopulationTotal), Total(pack.Annex.TaskTotal)]);
        return new(Texts.Sheet_Annex,
            [Texts.Sheet_Code, Texts.Sheet_Township, Texts.Sheet_Village, Texts.Sheet_Population, Texts.Sheet_Task], rows);
    }

    private static string Total(int? total) => total is { } stated ? Text($"{stated}") : Texts.Sheet_NotStated;

    private static string Group(PersonGroup group) =>
        group == PersonGroup.Resident ? Texts.Group_resident : Texts.Group_university_student;

    private static string TierName(PackData pack, Tier tier) => pack.Tiers.First(known => known.Tier == tier).Name;

    private static string Start(Window window) => window.Start switch
    {
        WindowStart.YearStart => Texts.Sheet_FromYearStart,
        WindowStart.NextMonth => Texts.Sheet_FromNextMonth,
        WindowStart.Days => Filled(Texts.Sheet_AfterDays, window.Waiting),
        _ => Filled(Texts.Sheet_AfterMonths, window.Waiting),
    };
}

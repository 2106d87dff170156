using System.Globalization;
using ResidentInsurance.Contracts;

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
        Contributions(pack.Data),
        Windows(pack.Data),
        Subsidies(pack),
        new(Texts.Sheet_Rules, [Texts.Sheet_Rule, Texts.Sheet_Content, Texts.Sheet_Place], [.. PackSheetRules.Of(pack.Data)]),
        new(Texts.Sheet_Benefits, [Texts.Sheet_Rule, Texts.Sheet_Content, Texts.Sheet_Place], [.. PackSheetBenefits.Of(pack.Data)]),
        new(Texts.Sheet_Operations, [Texts.Sheet_Rule, Texts.Sheet_Content, Texts.Sheet_Place], [.. PackSheetOperations.Of(pack.Data)]),
        Annex(pack.Data),
    ];

    /// <summary>Place, reading and mark in one cell.</summary>
    internal static string Cited(Citation source)
    {
        var mark = source.Mark switch
        {
            Marks.Provisional => Texts.Mark_provisional,
            Marks.Borrowed => Texts.Mark_borrowed,
            _ => "",
        };
        return source.Reading is null ? source.Place + mark : $"{source.Place} [{source.Reading}]{mark}";
    }

    internal static string Day(DateOnly? date) =>
        date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Texts.Sheet_NotStated;

    internal static string Names(IEnumerable<string> categories) =>
        string.Join('、', categories.Select(IdentityCategories.Name));

    internal static string Text(FormattableString text) => FormattableString.Invariant(text);

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

    private static PackSection Contributions(PackData pack)
    {
        var rows = pack.Contributions.Select(IReadOnlyList<string> (row) =>
        [
            Group(row.Group) + TierName(pack, row.Tier), Text($"{row.Amount}"), Cited(row.Source),
        ]).ToList();
        rows.Add([Texts.Sheet_FiscalShare, Text($"{pack.FiscalShare.Amount}"), Cited(pack.FiscalShare.Source)]);
        return new(Texts.Sheet_Contributions, [Texts.Sheet_Who, Texts.Sheet_Yuan, Texts.Sheet_Place], rows);
    }

    private static PackSection Windows(PackData pack)
    {
        var rows = pack.Windows.Select(IReadOnlyList<string> (window, index) =>
        [
            Text($"{index + 1}"), Day(window.From), Day(window.To), Start(window),
            window.FiscalShareBorne is not null ? Texts.Sheet_BornePersonally : Texts.Sheet_Nothing,
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
            .. pack.Tiers.Select(tier => row.In(tier)?.ToString() ?? Texts.Sheet_Nothing),
            row.Until is null ? Texts.Sheet_Nothing : Day(row.Until),
            row.FiscalShareSource is null ? Texts.Sheet_Nothing : Texts.Sheet_Yes,
            pack.Certifier(row.Category)!.Name, pack.Payer(row.Category)!.Name,
            Cited(row.Source),
        ]).ToList();
        return new(Texts.Sheet_Subsidies,
        [
            Texts.Sheet_Category, .. pack.Data.Tiers.Select(tier => tier.Name), Texts.Sheet_Until, Texts.Sheet_ShareToo,
            Texts.Sheet_Certifier, Texts.Sheet_Payer, Texts.Sheet_Place,
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
        WindowStart.Days => PackSheetRules.Filled(Texts.Sheet_AfterDays, window.Waiting),
        _ => PackSheetRules.Filled(Texts.Sheet_AfterMonths, window.Waiting),
    };
}

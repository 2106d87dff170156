using System.Collections.Frozen;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Files;

/// <summary>A row that was read. Rows hold personal data: no log, no message.</summary>
public interface IFileRow
{
    /// <summary>Line in the file; the header is line 1.</summary>
    int Line { get; }
}

/// <summary>A row of 户籍名册.</summary>
/// <param name="BirthDate">From the column, or else from the ID number.</param>
/// <param name="Township">Null where the row names none.</param>
/// <param name="IsUniversityStudent">人员类别 大学生; else 居民.</param>
/// <param name="Circumstance">Code of 特殊情形; null for none.</param>
/// <param name="CircumstanceOn">Null only for the two kinds without a limit.</param>
public sealed record ResidentRow(
    int Line, IdNumber IdNumber, string Name, DateOnly BirthDate, string? Division, string? Township, string Village,
    string? Group, string? Household, string? Head, string? Relation, string? Phone, bool IsUniversityStudent,
    StudentMark? StudentMark, int? LastCoveredYear, string? Circumstance, DateOnly? CircumstanceOn, IdNumber? Guardian)
    : IFileRow
{
    private static readonly FrozenDictionary<string, bool> Groups =
        new Dictionary<string, bool> { ["居民"] = false, ["大学生"] = true }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, StudentMark?> Marks = new Dictionary<string, StudentMark?>
    {
        ["新生"] = Contracts.StudentMark.Freshman,
        ["学年已参保"] = Contracts.StudentMark.AcademicYearCovered,
        ["毕业年级"] = Contracts.StudentMark.Graduating,
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> WithoutLimit = ["medical-assistance-unsubsidised", "clergy"];

    internal static ResidentRow Parse(RowCells cells)
    {
        var number = cells.IdNumber(Column.IdNumber);
        if (number.IsLegacy)
        {
            cells.Fail(RowProblems.LegacyIdNumber(Column.IdNumber));
        }

        var name = cells.Name(Column.Name) ?? cells.NeededText(Column.Name);
        var birth = cells.DateOrNull(Column.BirthDate) ?? number.BirthDate;
        if (birth is null)
        {
            cells.Fail(RowProblems.Missing(Column.BirthDate));
        }

        var circumstance = CircumstanceIn(cells);
        var on = cells.DateOrNull(Column.CircumstanceOn);
        if (circumstance is not null && on is null && !WithoutLimit.Contains(circumstance))
        {
            cells.Fail(RowProblems.Missing(Column.CircumstanceOn));
        }

        return new ResidentRow(cells.Line, number, name, birth ?? default, cells.TextOrNull(Column.Division),
            cells.TextOrNull(Column.Township), cells.NeededText(Column.Village), cells.TextOrNull(Column.Group),
            cells.TextOrNull(Column.Household), cells.Name(Column.Head), cells.TextOrNull(Column.Relation),
            cells.TextOrNull(Column.Phone), cells.Word(Column.PersonGroup, Groups, otherwise: false),
            cells.Word(Column.StudentMark, Marks, null), cells.YearOrNull(Column.LastCoveredYear), circumstance,
            circumstance is null ? null : on,
            cells.TextOrNull(Column.Guardian) is null ? null : cells.IdNumber(Column.Guardian));
    }

    private static string? CircumstanceIn(RowCells cells)
    {
        var text = cells.TextOrNull(Column.Circumstance);
        if (text is null)
        {
            return null;
        }

        if (!Circumstances.TryParse(text, out var code))
        {
            cells.Fail(RowProblems.UnknownCircumstance(Column.Circumstance));
        }

        return code;
    }
}

/// <summary>A row of 资助对象花名册.</summary>
/// <param name="Category">Code of 对象类别.</param>
/// <param name="Department">认定部门; the sender's option where the row names none; else empty.</param>
/// <param name="From">认定日期; the sender's as-of day where the row is empty.</param>
/// <param name="To">终止日期, exclusive; null is open.</param>
public sealed record IdentityRow(
    int Line, IdNumber IdNumber, string? Name, string Category, string Department, DateOnly From, DateOnly? To) : IFileRow
{
    internal static IdentityRow Parse(RowCells cells)
    {
        var number = cells.IdNumber(Column.IdNumber);
        var text = cells.NeededText(Column.Category);
        if (!IdentityCategories.TryParse(text, out var category))
        {
            cells.Fail(RowProblems.UnknownCategory(Column.Category));
        }

        var from = cells.DateOrNull(Column.From) ?? cells.Options.AsOf;
        if (from is null)
        {
            cells.Fail(RowProblems.Missing(Column.From));
        }

        var to = cells.DateOrNull(Column.To);
        if (to < from)
        {
            cells.Fail(RowProblems.EndsBeforeBegins(Column.To));
        }

        return new IdentityRow(cells.Line, number, cells.Name(Column.Name), category ?? "",
            cells.TextOrNull(Column.Department) ?? cells.Options.Department ?? "", from ?? default, to);
    }
}

/// <summary>A row of 资助参保申报名单.</summary>
/// <param name="Tier">Null where the row is empty; a campaign with one tier then means that one.</param>
public sealed record DeclarationRow(int Line, IdNumber IdNumber, string? Name, Tier? Tier, DateOnly On) : IFileRow
{
    internal static DeclarationRow Parse(RowCells cells) => new(cells.Line, cells.IdNumber(Column.IdNumber),
        cells.Name(Column.Name), cells.TierOrNull(), cells.Date(Column.DeclaredOn));
}

/// <summary>A row of 退保名单.</summary>
public sealed record WithdrawalRow(
    int Line, IdNumber IdNumber, string? Name, WithdrawalReason Reason, DateOnly On) : IFileRow
{
    private static readonly FrozenDictionary<string, WithdrawalReason> Reasons = new Dictionary<string, WithdrawalReason>
    {
        ["死亡"] = WithdrawalReason.Death,
        ["参加职工医保"] = WithdrawalReason.EmployeeInsurance,
        ["异地参保"] = WithdrawalReason.InsuredElsewhere,
        ["重复缴费"] = WithdrawalReason.PaidTwice,
        ["迁出"] = WithdrawalReason.MovedOut,
    }.ToFrozenDictionary();

    internal static WithdrawalRow Parse(RowCells cells)
    {
        var number = cells.IdNumber(Column.IdNumber);
        cells.NeededText(Column.WithdrawalReason);
        return new WithdrawalRow(cells.Line, number, cells.Name(Column.Name),
            cells.Word(Column.WithdrawalReason, Reasons, default), cells.Date(Column.WithdrawnOn));
    }
}

/// <summary>A row of 任务分解表.</summary>
/// <param name="Township">Null where the row names none.</param>
/// <param name="Population">Null where it is not stated.</param>
public sealed record TaskRow(int Line, string? Township, string Village, int? Population, int Task) : IFileRow
{
    private const int MaxPersons = 10_000_000;

    internal static TaskRow Parse(RowCells cells)
    {
        cells.NeededText(Column.Task);
        return new TaskRow(cells.Line, cells.TextOrNull(Column.Township), cells.NeededText(Column.Village),
            cells.NumberOrNull(Column.Population, 0, MaxPersons), cells.NumberOrNull(Column.Task, 0, MaxPersons) ?? 0);
    }
}

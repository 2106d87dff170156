using System.Collections.Frozen;

namespace ResidentInsurance.Files;

/// <summary>A column that some kind of file has, however its header is spelled.</summary>
internal enum Column
{
    DocumentKind, IdNumber, Name, BirthDate, Division, Township, Village, Group, Household, Head, Relation, Phone,
    PersonGroup, StudentMark, LastCoveredYear, Circumstance, CircumstanceOn, Guardian,
    Category, Department, From, To,
    Tier, DeclaredOn,
    WithdrawalReason, WithdrawnOn,
    Receipt, ReceiptLine, RowKind, OriginalReceipt, Year, Amount, PaidAt, BookedOn, Channel, PaidBy, Office, Funding, Batch,
    Population, Task,
}

/// <summary>The columns' headers and which kind of file has or needs them.</summary>
internal static class Columns
{
    public static readonly int Count = Enum.GetValues<Column>().Length;

    // The first spelling is the format's own. The others are those of the offices' exports, the better ones first.
    private static readonly FrozenDictionary<Column, string[]> Spellings = new Dictionary<Column, string[]>
    {
        [Column.DocumentKind] = ["证件类型"],
        [Column.IdNumber] = ["证件号码", "身份证号码", "身份证号", "身份证号(码)", "公民身份号码"],
        [Column.Name] = ["姓名"],
        [Column.BirthDate] = ["出生日期"],
        [Column.Division] = ["区划代码"],
        [Column.Township] = ["乡镇(街道)", "街道乡镇", "乡镇街道", "乡镇", "街道"],
        [Column.Village] = ["村(社区)", "村居", "村(居)", "村社区"],
        [Column.Group] = ["组"],
        [Column.Household] = ["户号"],
        [Column.Head] = ["户主"],
        [Column.Relation] = ["与户主关系"],
        [Column.Phone] = ["联系电话"],
        [Column.PersonGroup] = ["人员类别"],
        [Column.StudentMark] = ["学生标记"],
        [Column.LastCoveredYear] = ["最近参保年度"],
        [Column.Circumstance] = ["特殊情形"],
        [Column.CircumstanceOn] = ["情形日期"],
        [Column.Guardian] = ["监护人证件号码"],
        [Column.Category] = ["对象类别"],
        [Column.Department] = ["认定部门"],
        [Column.From] = ["认定日期"],
        [Column.To] = ["终止日期"],
        [Column.Tier] = ["档次", "征收子目", "子目", "征收品目"],
        [Column.DeclaredOn] = ["申报日期"],
        [Column.WithdrawalReason] = ["退保原因"],
        [Column.WithdrawnOn] = ["申请日期"],
        [Column.Receipt] = ["电子税票号码", "税票号码"],
        [Column.ReceiptLine] = ["明细序号"],
        [Column.RowKind] = ["业务类型"],
        [Column.OriginalReceipt] = ["原税票号码", "原电子税票号码"],
        [Column.Year] = ["缴费年度", "费款所属期"],
        [Column.Amount] = ["缴费金额", "实缴金额"],
        [Column.PaidAt] = ["缴费时间", "扣款时间", "缴款日期"],
        [Column.BookedOn] = ["入库日期"],
        [Column.Channel] = ["渠道"],
        [Column.PaidBy] = ["代缴人"],
        [Column.Office] = ["征收机关", "主管税务机关"],
        [Column.Funding] = ["资金来源"],
        [Column.Batch] = ["资助批次号"],
        [Column.Population] = ["人口数"],
        [Column.Task] = ["任务数"],
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<FileKind, (Column[] Needed, Column[] Optional)> Kinds =
        new Dictionary<FileKind, (Column[], Column[])>
        {
            [FileKind.Residents] = ([Column.IdNumber, Column.Name, Column.Village],
                [Column.DocumentKind, Column.BirthDate, Column.Division, Column.Township, Column.Group, Column.Household,
                 Column.Head, Column.Relation, Column.Phone, Column.PersonGroup, Column.StudentMark,
                 Column.LastCoveredYear, Column.Circumstance, Column.CircumstanceOn, Column.Guardian]),
            [FileKind.Identities] = ([Column.IdNumber, Column.Category, Column.From],
                [Column.Name, Column.Department, Column.To]),
            [FileKind.Declarations] = ([Column.IdNumber, Column.Tier, Column.DeclaredOn], [Column.Name]),
            [FileKind.Withdrawals] = ([Column.IdNumber, Column.WithdrawalReason, Column.WithdrawnOn], [Column.Name]),
            [FileKind.Payments] = ([Column.Receipt, Column.IdNumber, Column.Year, Column.Amount, Column.PaidAt],
                [Column.ReceiptLine, Column.RowKind, Column.OriginalReceipt, Column.DocumentKind, Column.Name, Column.Tier,
                 Column.BookedOn, Column.Channel, Column.PaidBy, Column.Office, Column.Division, Column.Funding,
                 Column.Batch]),
            [FileKind.Tasks] = ([Column.Village, Column.Task], [Column.Township, Column.Population]),
        }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, (Column Column, int Rank)> BySpelling = Spellings
        .SelectMany(pair => pair.Value.Select((text, rank) => (text, value: (pair.Key, rank))))
        .ToFrozenDictionary(entry => entry.text, entry => entry.value);

    /// <summary>The header text of the format itself, as messages name it.</summary>
    public static string Header(this Column column) => Spellings[column][0];

    public static IReadOnlyList<Column> Needed(FileKind kind) => Kinds[kind].Needed;

    public static bool Has(FileKind kind, Column column) =>
        Kinds[kind].Needed.Contains(column) || Kinds[kind].Optional.Contains(column);

    /// <param name="text">A normalised header cell.</param>
    /// <param name="rank">0 for the format's own spelling; a smaller one wins where two cells mean one column.</param>
    public static bool TryFind(string text, out Column column, out int rank)
    {
        var found = BySpelling.TryGetValue(text, out var entry);
        (column, rank) = entry;
        return found;
    }
}

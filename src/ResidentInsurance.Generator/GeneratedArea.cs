using System.Globalization;
using ResidentInsurance.Contracts;
using ResidentInsurance.Generator.Recipes;

namespace ResidentInsurance.Generator;

/// <summary>How many persons of a village are enrolled when all files have taken effect.</summary>
public sealed record VillageCount(string Township, string Village, int? Population, int Task, int Enrolled);

/// <summary>A synthetic area, to be written as the exchange files and as what they come to.</summary>
public sealed class GeneratedArea
{
    private const string DayFormat = "yyyy-MM-dd";

    private readonly Annex annex;
    private readonly Campaign campaign;
    private readonly long seed;
    private readonly IReadOnlyList<(Person Person, Payment Payment)> feed;

    internal GeneratedArea(
        Annex annex, Campaign campaign, long seed, IReadOnlyList<Person> persons, IReadOnlyList<(Person, Payment)> feed)
    {
        this.annex = annex;
        this.campaign = campaign;
        this.seed = seed;
        this.feed = feed;
        Persons = persons;
        var enrolled = persons.Where(person => person.Village >= 0 && person.Life.Outcome.Enrollment is not null)
            .CountBy(person => person.Village).ToDictionary();
        Villages = [.. annex.Villages.Select((village, i) => new VillageCount(
            village.Township, village.Name, village.Population, village.Task, enrolled.GetValueOrDefault(i)))];
    }

    /// <summary>What <c>ri generate</c> writes: six exchange files, and what they come to.</summary>
    public static IReadOnlyList<string> ExchangeFiles { get; } =
        ["tasks.csv", "residents.csv", "identities.csv", "declarations.csv", "withdrawals.csv", "payments.csv"];

    public string CampaignId => annex.Campaign;

    /// <summary>The villages in the annex's order.</summary>
    public IReadOnlyList<VillageCount> Villages { get; }

    /// <summary>Persons, the unregistered ones too.</summary>
    public int PersonCount => Persons.Count;

    /// <summary>Rows of the tax feed, repeated ones too.</summary>
    public int PaymentCount => feed.Count;

    internal IReadOnlyList<Person> Persons { get; }

    /// <summary>Writes all files into a folder, over what is there.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        string In(string name) => Path.Combine(folder, name);
        WriteTasks(In("tasks.csv"));
        WriteResidents(In("residents.csv"));
        WriteIdentities(In("identities.csv"));
        WriteDeclarations(In("declarations.csv"));
        WriteWithdrawals(In("withdrawals.csv"));
        WritePayments(In("payments.csv"));
        ExpectedFiles.WritePersons(In("expected.jsonl"), Persons, annex);
        ExpectedFiles.WriteProgress(In("progress.jsonl"), Villages, campaign.Thresholds);
    }

    private void WriteTasks(string path)
    {
        using var rows = new CsvRows(path, "乡镇(街道)", "村(社区)", "人口数", "任务数");
        foreach (var village in annex.Villages)
        {
            rows.Add(village.Township, village.Name, Text(village.Population), Text(village.Task));
        }
    }

    private void WriteResidents(string path)
    {
        using var rows = new CsvRows(path, "证件类型", "证件号码", "姓名", "出生日期", "区划代码", "乡镇(街道)", "村(社区)", "组", "户号",
            "户主", "与户主关系", "联系电话", "人员类别", "学生标记", "最近参保年度", "特殊情形", "情形日期", "监护人证件号码");
        foreach (var person in Persons.Where(person => person.Life.IsRegistered))
        {
            var (life, village) = (person.Life, annex.Villages[person.Village]);
            rows.Add("居民身份证", person.IdNumber, person.Name, Text(life.Birth), campaign.Division, village.Township, village.Name,
                person.Group, person.Household, person.Head, person.Relation, "", life.IsStudent ? "大学生" : "居民",
                life.StudentMark, Text(life.LastCoveredYear), life.Circumstance, Text(life.CircumstanceOn), "");
        }
    }

    private void WriteIdentities(string path)
    {
        using var rows = new CsvRows(path, "证件号码", "姓名", "对象类别", "认定部门", "认定日期", "终止日期");
        foreach (var person in Persons)
        {
            foreach (var identity in person.Life.Identities)
            {
                rows.Add(person.IdNumber, person.Name, IdentityCategories.Name(identity.Category), identity.Department,
                    Text(identity.From), Text(identity.To));
            }
        }
    }

    private void WriteDeclarations(string path)
    {
        using var rows = new CsvRows(path, "证件号码", "姓名", "档次", "申报日期");
        foreach (var person in Persons)
        {
            foreach (var declaration in person.Life.Declarations)
            {
                rows.Add(person.IdNumber, person.Name, Word(declaration.Tier), Text(declaration.On));
            }
        }
    }

    private void WriteWithdrawals(string path)
    {
        using var rows = new CsvRows(path, "证件号码", "姓名", "退保原因", "申请日期");
        foreach (var person in Persons)
        {
            foreach (var withdrawal in person.Life.Withdrawals)
            {
                rows.Add(person.IdNumber, person.Name, withdrawal.Reason, Text(withdrawal.On));
            }
        }
    }

    private void WritePayments(string path)
    {
        using var rows = new CsvRows(path, "电子税票号码", "明细序号", "业务类型", "原税票号码", "证件类型", "证件号码", "姓名", "缴费年度",
            "档次", "缴费金额", "缴费时间", "入库日期", "渠道", "代缴人", "征收机关", "区划代码", "资金来源", "资助批次号");
        var dice = Dice.For(seed, feed.Count);
        var yuan = 0L;
        foreach (var (person, payment) in feed)
        {
            yuan += payment.Kind == PaymentRowKind.Payment ? payment.Yuan : -payment.Yuan;
            rows.Add(payment.Receipt, Text(payment.Line), Word(payment.Kind), payment.Original?.Receipt, "居民身份证",
                AsWritten(person.IdNumber, dice), person.Name, Text(annex.Year), Word(payment.Tier),
                AsWritten(payment.Yuan, dice), AsWritten(payment.PaidAt, dice),
                Text(DateOnly.FromDateTime(payment.PaidAt).AddDays(2)), payment.Channel, payment.PaidBy, "测试税务所",
                campaign.Division, payment.PaidBy.Length > 0 ? payment.Funding : "", payment.PaidBy.Length > 0 ? "ZZ-01" : "");
        }

        rows.Add("合计", Text(feed.Count), $"{yuan}.00");
    }

    // Exports use all spellings that the format tolerates; a repeated row may be spelled differently and is still the same.
    private static string AsWritten(string idNumber, Dice dice) => dice.Throw(200) switch
    {
        0 => idNumber.Replace('X', 'x'),
        1 => $" {idNumber} ",
        _ => idNumber,
    };

    private static string AsWritten(int yuan, Dice dice) => dice.Throw(50) switch
    {
        0 => Text(yuan),
        1 => string.Create(CultureInfo.InvariantCulture, $"{yuan:N2}"),
        _ => $"{yuan}.00",
    };

    private static string AsWritten(DateTime time, Dice dice) =>
        time.ToString(dice.OneIn(100) ? "yyyy/M/d H:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Text(DateOnly? day) => day?.ToString(DayFormat, CultureInfo.InvariantCulture) ?? "";

    private static string Word(Tier tier) => tier switch { Tier.Low => "一档", Tier.High => "二档", _ => "单档" };

    private static string Word(PaymentRowKind kind) => kind switch
    {
        PaymentRowKind.Payment => "缴费",
        PaymentRowKind.Reversal => "冲正",
        _ => "退费",
    };
}

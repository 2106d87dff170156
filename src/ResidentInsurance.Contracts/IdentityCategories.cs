using System.Collections.Frozen;

namespace ResidentInsurance.Contracts;

/// <summary>身份/资助对象类别: the categories that departments certify, each with its code, its Chinese name and
/// the variants that offices write. Source: the glossary in docs/rules.md; a pack may use no other code.</summary>
public static class IdentityCategories
{
    private static readonly (string Code, string[] Names)[] Known =
    [
        ("extreme-poverty", ["特困人员", "农村特困", "城镇特困", "农村特困人员", "城镇特困人员", "特困供养", "特困供养人员"]),
        ("subsistence-allowance", ["低保对象", "城镇低保", "农村低保", "城乡低保对象", "城镇低保对象", "农村低保对象", "城镇低保救助对象", "农村低保救助对象"]),
        ("subsistence-margin", ["低保边缘户"]),
        ("returned-to-poverty", ["返贫致贫人口", "返贫致贫人员"]),
        ("unstable-escape", ["脱贫不稳定户", "脱贫不稳定人口"]),
        ("poverty-risk", ["边缘易致贫户", "边缘易致贫人口"]),
        ("sudden-hardship", ["突发严重困难户", "因病因灾因意外刚性支出较大", "因病因灾因意外刚性支出较大户"]),
        ("illness-monitored", ["因病纳入防止返贫监测范围的困难群众"]),
        ("escaped-poverty", ["脱贫人口", "稳定脱贫人口", "已稳定脱贫人口"]),
        ("orphan", ["孤儿", "城乡孤儿"]),
        ("unsupported-child", ["事实无人抚养儿童"]),
        ("severe-disability", ["重度残疾", "重度残疾人", "重度残疾人员"]),
        ("moderate-disability", ["一般残疾", "一般残疾人"]),
        ("key-entitled", ["重点优抚对象", "在乡重点优抚对象"]),
        ("land-requisitioned", ["被征地农转非超龄人员"]),
        ("family-planning-reward", ["计生奖扶对象"]),
        ("family-planning-complication", ["计划生育手术并发症对象"]),
        ("family-planning-special", ["计生特扶对象", "计划生育特别扶助对象"]),
        ("family-planning-special-child", ["计生特扶对象子女", "计生特扶对象的子女", "其子女"]),
        ("martyr-family", ["烈士遗属"]),
        ("duty-death-family", ["因公牺牲军人遗属"]),
        ("illness-death-family", ["病故军人遗属"]),
        ("martyr-child-60", ["年满60周岁烈士子女", "60周岁以上烈士子女"]),
        ("demobilised-veteran", ["在乡复员军人", "在乡老复员军人", "在乡（老）复员军人"]),
        ("disabled-soldier", ["残疾军人"]),
        ("red-army-veteran", ["“两红”人员", "两红人员", "\"两红\"人员"]),
        ("ill-veteran", ["带病回乡退伍军人"]),
        ("war-veteran", ["参战参试退役人员"]),
        ("enterprise-transferred-officer", ["企业军转干部"]),
        ("pre1953-retired-soldier", ["1953年底前参军后在企业退休的军队退役士兵"]),
        ("unemployed-retired-soldier", ["城镇已失业又未纳入职工医保的14类退役士兵", "14类退役士兵"]),
        ("retrenched-worker", ["精减退休老职工", "精减职工"]),
        ("civil-disabled-worker", ["其他特殊救助对象", "民政伤残民工"]),
        ("hardship-student", ["家庭经济困难在校大学生"]),
        ("severe-illness-poor", ["因病致贫家庭重病患者"]),
        ("civil-affairs-other", ["民政部门建档其他人员"]),
    ];

    private static readonly FrozenDictionary<string, string> CodeByText = Known
        .SelectMany(known => known.Names.Append(known.Code).Select(text => (text: Comparable(text), known.Code)))
        .ToFrozenDictionary(pair => pair.text, pair => pair.Code);

    private static readonly FrozenDictionary<string, string> NameByCode =
        Known.ToFrozenDictionary(known => known.Code, known => known.Names[0]);

    /// <summary>All codes, in the glossary's order.</summary>
    public static IReadOnlyList<string> Codes { get; } = [.. Known.Select(known => known.Code)];

    public static bool IsKnown(string code) => NameByCode.ContainsKey(code);

    /// <summary>The Chinese name of a known code.</summary>
    public static string Name(string code) => NameByCode[code];

    /// <summary>The code that a roster's text means: the code itself, a Chinese name or a listed variant.</summary>
    public static bool TryParse(string text, out string code) => CodeByText.TryGetValue(Comparable(text), out code!);

    // Brackets and blanks are written in both widths.
    private static string Comparable(string text) =>
        Narrow.Digits(text.AsSpan().Trim()).Replace(" ", "", StringComparison.Ordinal);
}

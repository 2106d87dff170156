using System.Collections.Frozen;

namespace ResidentInsurance.Contracts;

/// <summary>特殊情形: an event in a person's life that may give a special right to enroll.</summary>
public static class Circumstances
{
    private static readonly FrozenDictionary<string, string> CodeByName = new Dictionary<string, string>
    {
        ["退役"] = "left-military-service",
        ["职工医保中断"] = "employee-insurance-interrupted",
        ["户口迁入"] = "moved-in",
        ["回国"] = "returned-from-abroad",
        ["刑满释放"] = "released",
        ["流动人员子女"] = "migrant-child",
        ["大学生返乡"] = "graduate-returned",
        ["未资助医疗救助对象"] = "medical-assistance-unsubsidised",
        ["宗教教职人员"] = "clergy",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> NameByCode =
        CodeByName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    public static bool IsKnown(string code) => NameByCode.ContainsKey(code);

    /// <summary>The Chinese name of a known code.</summary>
    public static string Name(string code) => NameByCode[code];

    /// <summary>The code that a file's text means: the code itself or the Chinese name.</summary>
    public static bool TryParse(string text, out string code)
    {
        code = IsKnown(text) ? text : "";
        return code.Length > 0 || CodeByName.TryGetValue(text, out code!);
    }
}

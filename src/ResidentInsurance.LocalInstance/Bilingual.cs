using System.Globalization;

namespace ResidentInsurance.LocalInstance;

/// <summary>The host's words for the operator: Chinese, with English beside it, since who reads a start's log may be
/// the county's operator or a developer.</summary>
public static class Bilingual
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    /// <param name="key">A name of <see cref="Texts"/>.</param>
    /// <param name="values">What goes into its places; a bilingual value is taken apart again.</param>
    public static string Text(string key, params object[] values)
    {
        var chinese = Format(CultureInfo.InvariantCulture, key, values);
        var english = Format(English, key, values);
        return chinese == english ? chinese : chinese + Separator + english;
    }

    /// <summary>A longer text, Chinese and below it English.</summary>
    public static string Paragraphs(string key) => Format(CultureInfo.InvariantCulture, key, []) + "\n\n" + Format(English, key, []);

    private const string Separator = " / ";

    private static string Format(CultureInfo culture, string key, object[] values)
    {
        var part = ReferenceEquals(culture, English) ? 1 : 0;
        var own = values.Select(v => v is string s && s.Split(Separator) is [_, _] both ? both[part] : v).ToArray();
        return string.Format(CultureInfo.InvariantCulture, Texts.ResourceManager.GetString(key, culture)!, own);
    }
}

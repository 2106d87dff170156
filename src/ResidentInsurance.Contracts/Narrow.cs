namespace ResidentInsurance.Contracts;

/// <summary>Full-width characters, which office software leaves in numbers, as their ASCII twins.</summary>
public static class Narrow
{
    public static string Digits(ReadOnlySpan<char> text)
    {
        var needed = false;
        foreach (var c in text)
        {
            needed |= c is >= '\uFF01' and <= '\uFF5E' or '\u3000';
        }

        if (!needed)
        {
            return text.ToString();
        }

        var narrow = text.ToArray();
        for (var i = 0; i < narrow.Length; i++)
        {
            narrow[i] = narrow[i] switch
            {
                >= '\uFF01' and <= '\uFF5E' => (char)(narrow[i] - 0xFEE0),
                '\u3000' => ' ',
                var c => c,
            };
        }

        return new string(narrow);
    }
}

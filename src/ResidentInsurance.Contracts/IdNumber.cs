using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ResidentInsurance.Contracts;

/// <summary>What kind of document a normalised number is of.</summary>
public enum IdNumberKind
{
    /// <summary>居民身份证, GB 11643: 18 digits with birth date and check digit.</summary>
    ResidentCard,

    /// <summary>港澳台居民居住证: as the card, beginning with 81, 82 or 83.</summary>
    HongKongMacaoTaiwanPermit,

    /// <summary>外国人永久居留身份证: 18 digits beginning with 9, or three letters and twelve digits (old form).</summary>
    ForeignerPermit,

    /// <summary>出生医学证明: a letter and nine digits, for a newborn until it has a number.</summary>
    BirthCertificate,
}

/// <summary>A person's ID number, normalised. Personal data: <see cref="ToString"/> masks it, only
/// <see cref="Reveal"/> gives it away.</summary>
public readonly record struct IdNumber
{
    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    private readonly string normalised;

    private IdNumber(string normalised, IdNumberKind kind, bool isLegacy, DateOnly? birthDate)
    {
        this.normalised = normalised;
        Kind = kind;
        IsLegacy = isLegacy;
        BirthDate = birthDate;
    }

    public IdNumberKind Kind { get; }

    /// <summary>True for a number that was written with 15 digits and is normalised to 18. It matches a known person and
    /// registers nobody.</summary>
    public bool IsLegacy { get; }

    /// <summary>The birth date in the number, where its form has one.</summary>
    public DateOnly? BirthDate { get; }

    /// <summary>Reads a number as offices write it: blanks, full-width digits and a small <c>x</c> are tolerated.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IdNumber number)
    {
        number = default;
        if (text is null)
        {
            return false;
        }

        var value = Narrow.Digits(text.AsSpan().Trim()).ToUpperInvariant();
        return value.Length switch
        {
            18 => TryParseEighteen(value, isLegacy: false, out number),
            15 when value.All(char.IsAsciiDigit) => TryParseEighteen(Lengthen(value), isLegacy: true, out number),
            15 when value[..3].All(char.IsAsciiLetterUpper) && value[3..].All(char.IsAsciiDigit) =>
                Made(value, IdNumberKind.ForeignerPermit, out number),
            10 when char.IsAsciiLetterUpper(value[0]) && value[1..].All(char.IsAsciiDigit) =>
                Made(value, IdNumberKind.BirthCertificate, out number),
            _ => false,
        };
    }

    public static IdNumber Parse(string text) =>
        TryParse(text, out var number) ? number : throw new FormatException("Not an ID number.");

    /// <summary>The check digit of GB 11643 for the first 17 digits.</summary>
    public static char CheckDigit(ReadOnlySpan<char> first17)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++)
        {
            sum += (first17[i] - '0') * Weights[i];
        }

        return "10X98765432"[sum % 11];
    }

    /// <summary>The number itself, for the person table, a hash, or a reader whose reason is on record.</summary>
    public string Reveal() => normalised;

    public override string ToString() => normalised is null ? "" : string.Concat(normalised.AsSpan(0, 3), "***", normalised.AsSpan(^2));

    private static bool TryParseEighteen(string value, bool isLegacy, out IdNumber number)
    {
        number = default;
        if (!value[..17].All(char.IsAsciiDigit) || value[17] != CheckDigit(value)
            || !DateOnly.TryParseExact(value.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birth)
            || birth.Year < 1800)
        {
            return false;
        }

        var kind = value[0] == '9' ? IdNumberKind.ForeignerPermit
            : value[..2] is "81" or "82" or "83" ? IdNumberKind.HongKongMacaoTaiwanPermit
            : IdNumberKind.ResidentCard;
        number = new IdNumber(value, kind, isLegacy, birth);
        return true;
    }

    // Numbers of 15 digits were issued to people born from 1900 to 1999 only.
    private static string Lengthen(string fifteen)
    {
        var first17 = string.Concat(fifteen.AsSpan(0, 6), "19", fifteen.AsSpan(6));
        return first17 + CheckDigit(first17);
    }

    private static bool Made(string value, IdNumberKind kind, out IdNumber number)
    {
        number = new IdNumber(value, kind, isLegacy: false, birthDate: null);
        return true;
    }
}

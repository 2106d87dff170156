using ResidentInsurance.Contracts;

namespace ResidentInsurance.Files;

/// <summary>Dates and times as offices write them: <c>2023-11-02</c>, <c>2023/11/2</c>, <c>20231102</c>, with
/// <c>09:15:00</c> after a blank or a T.</summary>
public static class TextDates
{
    public static bool TryDate(ReadOnlySpan<char> text, out DateOnly date) =>
        TryDateThen(Narrowed(text), out date, out var rest) && (rest.IsEmpty || TryClock(rest, out _));

    /// <summary>A date without a time means the beginning of that day.</summary>
    public static bool TryTime(ReadOnlySpan<char> text, out DateTime time)
    {
        time = default;
        if (!TryDateThen(Narrowed(text), out var date, out var rest))
        {
            return false;
        }

        var clock = TimeOnly.MinValue;
        if (!rest.IsEmpty && !TryClock(rest, out clock))
        {
            return false;
        }

        time = date.ToDateTime(clock);
        return true;
    }

    private static ReadOnlySpan<char> Narrowed(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return text.ContainsAnyExceptInRange(' ', '~') ? Narrow.Digits(text) : text;
    }

    private static bool TryDateThen(ReadOnlySpan<char> text, out DateOnly date, out ReadOnlySpan<char> rest)
    {
        date = default;
        rest = default;
        int year, month, day;
        var run = text.IndexOfAnyExceptInRange('0', '9');
        if (run is -1 ? text.Length is 8 : run is 8)
        {
            var value = int.Parse(text[..8]);
            (year, month, day) = (value / 10_000, value / 100 % 100, value % 100);
            rest = text[8..];
        }
        else if (run != 4 || text[4] is not ('-' or '/' or '.')
            || !TryNumber(text, 5, out month, out var separator) || separator >= text.Length || text[separator] != text[4]
            || !TryNumber(text, separator + 1, out day, out var end))
        {
            return false;
        }
        else
        {
            year = int.Parse(text[..4]);
            rest = text[end..];
        }

        if (year is < 1900 or > 2100 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateOnly(year, month, day);
        return rest.IsEmpty || rest[0] is ' ' or 'T';
    }

    // " 9:15", "T09:15:00", " 09:15:00.0"
    private static bool TryClock(ReadOnlySpan<char> text, out TimeOnly time)
    {
        time = default;
        text = text[1..].Trim();
        if (!TryNumber(text, 0, out var hour, out var at) || at >= text.Length || text[at] != ':'
            || !TryNumber(text, at + 1, out var minute, out at))
        {
            return false;
        }

        var second = 0;
        if (at < text.Length && (text[at] != ':' || !TryNumber(text, at + 1, out second, out at)))
        {
            return false;
        }

        var fraction = 0L;
        if (at < text.Length && !TryFraction(text[at..], out fraction))
        {
            return false;
        }

        if (hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        time = new TimeOnly(hour, minute, second).Add(TimeSpan.FromTicks(fraction));
        return true;
    }

    private static bool TryFraction(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (text.Length is < 2 or > 8 || text[0] != '.')
        {
            return false;
        }

        for (var i = 1; i <= 7; i++)
        {
            var digit = i < text.Length ? text[i] - '0' : 0;
            if (digit is < 0 or > 9)
            {
                return false;
            }

            ticks = ticks * 10 + digit;
        }

        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, int start, out int value, out int end)
    {
        (value, end) = (0, start);
        while (end < text.Length && end - start < 2 && char.IsAsciiDigit(text[end]))
        {
            value = value * 10 + (text[end++] - '0');
        }

        return end > start;
    }
}

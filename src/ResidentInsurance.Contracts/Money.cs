using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ResidentInsurance.Contracts;

/// <summary>An amount in whole fen (1/100 yuan). In JSON: yuan, a number with at most two decimals.</summary>
[JsonConverter(typeof(MoneyJsonConverter))]
public readonly record struct Money(long Fen) : IComparable<Money>
{
    public static readonly Money Zero;

    public bool IsZero => Fen == 0;

    public static Money FromYuan(long yuan) => new(checked(yuan * 100));

    public static Money Min(Money a, Money b) => a.Fen <= b.Fen ? a : b;

    public static Money Max(Money a, Money b) => a.Fen >= b.Fen ? a : b;

    /// <summary>Reads yuan as offices write them: <c>380</c>, <c>380.5</c>, <c>1,020.00</c>, full-width digits,
    /// surrounding blanks, a sign. More than two decimals or anything else is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Money money)
    {
        money = default;
        if (text is null)
        {
            return false;
        }

        var narrow = Narrow.Digits(text.AsSpan().Trim());
        if (!decimal.TryParse(narrow, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands,
                CultureInfo.InvariantCulture, out var yuan))
        {
            return false;
        }

        // Checked before the multiplication: a decimal that holds the yuan may be too small for the fen.
        if (Math.Abs(yuan) > 10_000_000_000m)
        {
            return false;
        }

        var fen = yuan * 100m;
        if (fen != decimal.Truncate(fen))
        {
            return false;
        }

        money = new Money((long)fen);
        return true;
    }

    public int CompareTo(Money other) => Fen.CompareTo(other.Fen);

    /// <summary>Yuan without needless decimals: <c>380</c>, <c>380.50</c>.</summary>
    public override string ToString() => Fen % 100 == 0
        ? (Fen / 100).ToString(CultureInfo.InvariantCulture)
        : (Fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    public static Money operator +(Money a, Money b) => new(checked(a.Fen + b.Fen));

    public static Money operator -(Money a, Money b) => new(checked(a.Fen - b.Fen));

    public static Money operator -(Money a) => new(-a.Fen);

    public static bool operator <(Money a, Money b) => a.Fen < b.Fen;

    public static bool operator >(Money a, Money b) => a.Fen > b.Fen;

    public static bool operator <=(Money a, Money b) => a.Fen <= b.Fen;

    public static bool operator >=(Money a, Money b) => a.Fen >= b.Fen;

    public static Money Add(Money left, Money right) => left + right;

    public static Money Subtract(Money left, Money right) => left - right;

    public static Money Negate(Money item) => -item;
}

/// <summary>Yuan as a JSON number; a number with more than two decimals is a <see cref="JsonException"/>.</summary>
public sealed class MoneyJsonConverter : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var yuan))
        {
            return Money.FromYuan(yuan);
        }

        var fen = reader.GetDecimal() * 100m;
        return fen == decimal.Truncate(fen)
            ? new Money((long)fen)
            : throw new JsonException("Money has at most two decimals.");
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        if (value.Fen % 100 == 0)
        {
            writer.WriteNumberValue(value.Fen / 100);
        }
        else
        {
            writer.WriteNumberValue(value.Fen / 100m);
        }
    }
}
